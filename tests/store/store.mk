# Store tests: every tests/store/test_*.c is a program of its own, run one after the other beside a MariaDB made for them.
# `make test-store STORE=tx` runs test_tx alone. MODE=asan: under the sanitisers; else with faults on.
STORE     ?= *
STORE_SRC := $(wildcard tests/store/test_$(STORE).c)
STORE_BIN := $(patsubst tests/store/%.c,$(B)/store/%,$(STORE_SRC))

.PHONY: test-store test-store-run
test-store: ## every SQL statement and its plan, transactions, types, faults at each statement; STORE=name runs one program
	@$(MAKE) --no-print-directory MODE=$(if $(filter release,$(MODE)),debug,$(MODE)) test-store-run

# Pages and programs are not waited for: an archive of the rooms below them, and the schema straight from sql/migrations.
$(B)/libstore-test.a: $(foreach r,base io store core,$(call obj_of,$(r))) $(B)/obj/store/queries.gen.o $(CORE_GEN)
	@rm -f $@
	@ar rcs $@ $^

test-store-run: $(STORE_BIN)
	@test -n "$(STORE_BIN)" || { echo "No store tests found: tests/store/test_$(STORE).c"; exit 1; }
	@$(INSTANCE) with --only db --without-module -- sh -c 'failed=0; for t in $(STORE_BIN); do $$t 2>&1 || { echo "--- $$t failed"; failed=1; }; done; exit $$failed'

$(B)/store/%: tests/store/%.c $(wildcard tests/store/*.h) $(B)/libstore-test.a
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARN) $(OPT) $(CFLAGS_EXTRA) $(CF_tests) -Itests/store -MMD -MP -MF $@.d $< $(B)/libstore-test.a $(DB_LD) $(PKG_LD) $(APR_LD) -lcmocka -lpthread -o $@

-include $(wildcard $(B)/store/*.d)
