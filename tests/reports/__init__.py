"""Tests of pipeline/reports/."""
