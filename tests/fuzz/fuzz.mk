# Fuzzing. A target is tests/fuzz/fuzz_<name>.c, its seeds are in tests/fuzz/corpus/<name>/. An input that once broke something goes there too.
FUZZ_SECONDS ?= 60
FUZZ         ?= *
FUZZ_NAMES   := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_$(FUZZ).c))
FUZZ_FLAGS   := -max_len=65536 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1

# Parsers live in these rooms. An archive of its own, so that fuzzing does not wait for the database's room.
FUZZ_ROOMS   ?= base io view core
$(B)/libfuzzed.a: $(foreach r,$(FUZZ_ROOMS),$(call obj_of,$(r))) $(CORE_GEN)
	@rm -f $@
	ar rcs $@ $^

ifeq ($(MODE),fuzz)
OPT := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
endif

.PHONY: fuzz fuzz-run fuzz-corpus test-fuzz-corpus test-fuzz-corpus-run
fuzz: ## libFuzzer, FUZZ_SECONDS=60 for each target (FUZZ=csv for one); finds end up in build/fuzz/found
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang CFLAGS_EXTRA=-Wno-error fuzz-run

fuzz-run: $(FUZZ_NAMES:%=$(B)/fuzz_%)
	@mkdir -p $(B)/found
	@for t in $(FUZZ_NAMES); do \
	    mkdir -p $(B)/corpus/$$t tests/fuzz/corpus/$$t; echo "--- $$t, $(FUZZ_SECONDS) s"; \
	    $(B)/fuzz_$$t -max_total_time=$(FUZZ_SECONDS) $(FUZZ_FLAGS) -artifact_prefix=$(B)/found/$$t- $(B)/corpus/$$t tests/fuzz/corpus/$$t >$(B)/fuzz_$$t.log 2>&1 \
	        || { tail -40 $(B)/fuzz_$$t.log; exit 1; }; \
	    grep -E 'stat::(number_of_executed_units|average_exec|peak_rss)' $(B)/fuzz_$$t.log; \
	done

$(B)/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h $(B)/libfuzzed.a
	$(CC) $(CSTD) $(WARN) $(OPT) -fsanitize=fuzzer $(CFLAGS_EXTRA) -Itests/fuzz $(CF_tests) $< $(B)/libfuzzed.a $(DB_LD) $(PKG_LD) $(APR_LD) -lm -lpthread -o $@

test-fuzz-corpus fuzz-corpus: ## run the corpus of every fuzz target once, under the sanitisers
	@$(MAKE) --no-print-directory MODE=asan test-fuzz-corpus-run

test-fuzz-corpus-run: $(FUZZ_NAMES:%=$(B)/replay_%)
	@test -n "$(FUZZ_NAMES)" || { echo "No fuzz targets found."; exit 1; }
	@total=0; failed=0; for t in $(FUZZ_NAMES); do \
	    n=$$($(B)/replay_$$t tests/fuzz/corpus/$$t 2>$(B)/replay_$$t.log) && total=$$((total + n)) \
	        || { echo "--- $$t failed"; tail -40 $(B)/replay_$$t.log; failed=1; }; \
	done; echo "$$total inputs replayed through $(words $(FUZZ_NAMES)) targets"; exit $$failed

$(B)/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c tests/fuzz/fuzz.h $(B)/libfuzzed.a
	$(CC) $(CSTD) $(WARN) $(OPT) $(CFLAGS_EXTRA) -Itests/fuzz $(CF_tests) $< tests/fuzz/replay.c $(B)/libfuzzed.a $(DB_LD) $(PKG_LD) $(APR_LD) -lm -lpthread -o $@
