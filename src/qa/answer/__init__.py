"""Findings -> Answer."""
