"""Bytes of many formats -> Documents; knows no other stage."""
