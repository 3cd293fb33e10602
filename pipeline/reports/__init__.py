"""One module a format; each prints the same Report and nothing else."""
