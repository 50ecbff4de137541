# make env          install everything into .venv (quiet and quick when nothing changed)
# make run          open Vedette with the sample patrol; without a display, fly it and leave pictures
# make check        format, lint, types, quick tests: before every commit
# make test         set-up, lint, types and all tests: what CI runs
# make soak         long runs: fuzz, kill, many seeds
# make demo         the main job on a sample coast, headless, into demo-out/
# make sim          a simulated vehicle on 127.0.0.1      (make sim ARGS="--speedup 10")
# make bench        figures of speed and quality       (make bench ARGS="coverage --out pictures": one, with options)
# make screenshots  draw the README's pictures again
#
# All of it is done by bootstrap.py, which also works where there is no make.

PYTHON ?= python3
TARGETS := run env check test soak demo sim bench screenshots

.PHONY: $(TARGETS)
$(TARGETS):
	@$(PYTHON) bootstrap.py $@ $(ARGS)
