# Unit tests: every tests/unit/test_*.c is a program of its own, linked with libbadges.a. `make test-unit UNIT=str` runs test_str alone.
UNIT     ?= *
UNIT_SRC := $(wildcard tests/unit/test_$(UNIT).c)
UNIT_BIN := $(patsubst tests/unit/%.c,$(B)/unit/%,$(UNIT_SRC))
CF_tests := -Imod_badges -Itests/unit -I$(B)/gen $(CF_cli)

.PHONY: test-unit test-unit-run
test-unit: ## unit tests, with faults on (MODE=asan: under the sanitisers)
	@$(MAKE) --no-print-directory MODE=$(if $(filter release,$(MODE)),debug,$(MODE)) test-unit-run

test-unit-run: $(UNIT_BIN)
	@test -n "$(UNIT_BIN)" || { echo "No unit tests found: tests/unit/test_$(UNIT).c"; exit 1; }
	@failed=""; for t in $(UNIT_BIN); do \
	    $$t >$$t.log 2>&1 || failed="$$failed $$t"; \
	    grep -hE '^\[ +(FAILED|SKIPPED) +\]|is not here$$' $$t.log; \
	done; \
	for t in $$failed; do echo "--- $$t"; cat $$t.log; done; \
	echo "$(words $(UNIT_BIN)) unit test programs, $$(cat $(UNIT_BIN:=.log) | grep -c '^\[       OK' ) tests passed, $$(echo $$failed | wc -w) programs failed"; \
	test -z "$$failed"

$(B)/unit/%: tests/unit/%.c $(B)/libbadges.a
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARN) $(OPT) $(CFLAGS_EXTRA) $(CF_tests) -MMD -MP -MF $@.d $< $(B)/libbadges.a $(DB_LD) $(PKG_LD) $(APR_LD) -lcmocka -lpthread -o $@

# Programs of `make bench` that measure the library without a server.
$(B)/bench/%: tests/bench/%.c $(B)/libbadges.a
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARN) $(OPT) $(CFLAGS_EXTRA) $(CF_tests) -MMD -MP -MF $@.d $< $(B)/libbadges.a $(DB_LD) $(PKG_LD) $(APR_LD) -lpthread -lm -o $@

# A page without a server: build/render-template htdocs/templates NAME < model.json
$(B)/render-template: tests/support/render-template.c $(call obj_of,base) $(call obj_of,view)
	$(CC) $(CSTD) $(WARN) $(OPT) $(CFLAGS_EXTRA) $(CF_tests) -MMD -MP -MF $@.d $(filter %.c %.o,$^) $(PKG_LD) $(APR_LD) -o $@

-include $(wildcard $(B)/unit/*.d $(B)/*.d)

include tests/fuzz/fuzz.mk
include tests/store/store.mk
include tests/fault/fault.mk
