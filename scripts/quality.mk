# Tools that look at the code, or at it while it runs. None of them is part of `make test`; each says what it found and fails for it.
#
#   make lint        gcc -fanalyzer over every file, then clang-tidy (FILES=mod_badges/io/csv.c for some)
#   make valgrind    the unit and store tests under memcheck
#   make coverage    which lines and branches the unit, store and http tests reach: build/cov/coverage.txt and .html
# and in scripts/dev.mk: make asan, the whole suite under AddressSanitizer and UBSan.

FILES     ?= $(sort $(wildcard mod_badges/*/*.c mod_badges/*/*/*.c))
JOBS      := $(shell nproc)
# gcc sees a NULL wherever an error and a result go together; clang's analyzer, which follows paths further, is asked about that instead.
LINT_GCC  := -fanalyzer -Wno-analyzer-null-dereference -Wno-error
LINT_TIDY := -*,bugprone-*,clang-analyzer-*,cert-err33-c,cert-err34-c,cert-msc*,cert-pos*,cert-str34-c,concurrency-*,misc-redundant-expression,misc-misplaced-const,portability-*,$\
             -bugprone-easily-swappable-parameters,-bugprone-narrowing-conversions,-bugprone-reserved-identifier,-bugprone-implicit-widening-of-multiplication-result,$\
             -bugprone-assignment-in-if-condition,-bugprone-suspicious-string-compare,-bugprone-sizeof-expression,-bugprone-branch-clone,-bugprone-not-null-terminated-result,-clang-analyzer-deadcode.DeadStores,-clang-analyzer-security.insecureAPI.strcpy,-clang-analyzer-security.FloatLoopCounter,-bugprone-macro-parentheses,$\
             -clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-cert-err33-c,-cert-err34-c,-cert-msc51-cpp,-cert-msc32-c,-cert-msc30-c,-cert-msc50-cpp,$\
             -concurrency-mt-unsafe
TIDY_CF    = $(CSTD) -Imod_badges -Ibuild/gen $(CF_module) $(CF_cli) $(CF_render) $(shell pkg-config --cflags libjpeg libgif librsvg-2.0 cairo pangocairo libqrencode 2>/dev/null)

.PHONY: lint lint-gcc lint-tidy valgrind valgrind-run coverage coverage-run
lint: lint-gcc lint-tidy ## static analysis: gcc -fanalyzer and clang-tidy; FILES=... for some files

lint-gcc:
	@echo "gcc -fanalyzer"
	@rm -f $(FILES:mod_badges/%.c=build/lint/obj/%.o)
	@$(MAKE) --no-print-directory -k -j$(JOBS) MODE=lint OPT_lint="-O1 -g" CFLAGS_EXTRA="$(LINT_GCC)" $(FILES:mod_badges/%.c=build/lint/obj/%.o) >build/lint.log 2>&1 || { tail -40 build/lint.log; exit 1; }
	@if grep -E 'warning:' build/lint.log; then echo "the paths to them are in build/lint.log"; exit 1; else echo "nothing found in $(words $(FILES)) files"; fi

lint-tidy: build/gen/store/queries.gen.h
	@command -v clang-tidy >/dev/null || { echo "clang-tidy is not here: apt-get install clang-tidy"; exit 1; }
	@echo "clang-tidy"
	@printf '%s\n' $(FILES) | xargs -P $(JOBS) -I{} clang-tidy --quiet --checks='$(LINT_TIDY)' {} -- $(TIDY_CF) >build/tidy.log 2>/dev/null; \
	if grep -qE '(warning|error):' build/tidy.log; then grep -E '(warning|error):' build/tidy.log | sed 's|$(CURDIR)/||' | sort -u; exit 1; else echo "nothing found in $(words $(FILES)) files"; fi

# Leaks count only where nothing points at the memory any more: pools that live as long as the process do not.
MEMCHECK := BADGES_MEMCHECK=1 valgrind -q --suppressions=tests/valgrind.supp --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --num-callers=25
valgrind: ## unit and store tests under valgrind's memcheck
	@command -v valgrind >/dev/null || { echo "valgrind is not here: apt-get install valgrind"; exit 1; }
	@$(MAKE) --no-print-directory MODE=debug valgrind-run

valgrind-run: $(UNIT_BIN) $(STORE_BIN)
	@failed=""; for t in $(UNIT_BIN); do echo "  $$t"; $(MEMCHECK) $$t >$$t.memcheck 2>&1 || { failed="$$failed $$t"; grep -E '^==|FAILED' $$t.memcheck | head -40; }; done; \
	 $(INSTANCE) with --only db --without-module -- sh -c 'bad=0; for t in $(STORE_BIN); do echo "  $$t"; $(MEMCHECK) $$t >$$t.memcheck 2>&1 || { bad=1; grep -E "^==|FAILED" $$t.memcheck | head -40; }; done; exit $$bad' || failed="$$failed store"; \
	 test -z "$$failed" && echo "nothing found in $(words $(UNIT_BIN) $(STORE_BIN)) programs" || { echo "found something:$$failed"; exit 1; }

coverage: ready ## lines and branches that the unit, store and http tests reach, into build/cov
	@command -v gcovr >/dev/null || { echo "gcovr is not here: apt-get install gcovr"; exit 1; }
	@$(MAKE) --no-print-directory MODE=cov coverage-run

# httpd's children write their counts as www-data.
coverage-run: $(B)/mod_badges.so $(B)/badgesctl $(B)/badges-render
	@find $(B) -name '*.gcda' -delete; chmod -R a+rwX $(B)
	-@$(MAKE) --no-print-directory MODE=cov test-unit-run
	-@$(MAKE) --no-print-directory MODE=cov test-store-run
	-@BADGES_BUILD=$(CURDIR)/$(B) $(PY) -m pytest -q -c tests/pytest.ini tests/http
	@gcovr -r . --object-directory $(B)/obj --filter mod_badges/ --exclude-unreachable-branches --exclude-throw-branches --gcov-ignore-parse-errors \
	    --txt $(B)/coverage.txt --html-details $(B)/coverage.html -j $(JOBS)
	@tail -3 $(B)/coverage.txt; echo "$(B)/coverage.txt, $(B)/coverage.html"
