# What survives: kill -9 of httpd and of mariadbd during a batch, and crashes at each point that the code names. The programs are built with faults.
# `make test` runs it with 8 kills and 2,000 rows (about 1 minute); the promise of the README is `make test-fault KILLS=50 ROWS=20000` (about 8 minutes).
KILLS ?= 8
ROWS  ?= 2000

.PHONY: test-fault test-fault-run
test-fault: ## kill -9 in the middle of a batch; KILLS=50 ROWS=20000 for the long run
	@$(MAKE) --no-print-directory MODE=$(if $(filter release,$(MODE)),debug,$(MODE)) KILLS=$(KILLS) ROWS=$(ROWS) test-fault-run

test-fault-run: build
	@BADGES_BUILD=$(CURDIR)/$(B) KILLS=$(KILLS) ROWS=$(ROWS) $(PY) -m pytest -q -c tests/pytest.ini --rootdir tests tests/fault $(if $(T),-k '$(T)')
