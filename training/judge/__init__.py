"""Trains the judge that comes with qa: does this sentence state the answer to this question?"""
