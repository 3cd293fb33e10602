"""The steps of a run: one module a step, one public verb each. They do not know each other; `run.py` does."""
