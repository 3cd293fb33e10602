"""Tests, in the same tree as pipeline/."""
