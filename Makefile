# mod_badges. `make help` lists the targets.
VAR   ?= $(CURDIR)/var
PORT  ?= 8080
MODE  ?= release
B     := build$(if $(filter-out release,$(MODE)),/$(MODE))
export VAR PORT

APXS_INC := $(shell apxs -q INCLUDEDIR 2>/dev/null || apxs2 -q INCLUDEDIR 2>/dev/null)
PKGS     := jansson libxml-2.0 libcurl libsodium libssl libcrypto libpng libzip libcmark libutf8proc zlib libqrencode glib-2.0
APR_CF   := $(shell apr-1-config --includes --cppflags 2>/dev/null) $(shell apu-1-config --includes 2>/dev/null)
APR_LD   := $(shell apr-1-config --link-ld 2>/dev/null) $(shell apu-1-config --link-ld 2>/dev/null)
DB_CF    := $(shell mariadb_config --include 2>/dev/null)
DB_LD    := $(shell mariadb_config --libs 2>/dev/null)
PKG_CF   := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LD   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm

WARN   := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2 -Wno-format-nonliteral
CC     ?= gcc
CSTD   := -std=gnu11 -fPIC -fno-strict-aliasing -fvisibility=hidden -D_GNU_SOURCE -DBDG_VERSION='"$(shell cat VERSION 2>/dev/null || echo 0.0.0)"'
OPT_release := -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
OPT_debug   := -O1 -g -DBDG_FAULTS
OPT_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined -DBDG_FAULTS
OPT_cov     := -O0 -g --coverage -DBDG_FAULTS
OPT    := $(OPT_$(MODE))

# What each room may include. The build lays a folder of links for each, so a wrong include does not compile.
SEES_base   := base
SEES_io     := base io
SEES_store  := base store
SEES_view   := base view
SEES_core   := base io store core
SEES_web    := base io store view core web
SEES_jobs   := base io store view core jobs
SEES_module := base io store view core web jobs module
SEES_cli    := base io store view core web jobs cli
SEES_render := base render
LIB_ROOMS   := base io store view core web jobs

# Foreign headers each room may see (httpd's only in module, the database's only in store and module).
CF_base   := $(APR_CF) $(PKG_CF)
CF_io     := $(APR_CF) $(PKG_CF)
CF_store  := $(APR_CF) $(PKG_CF) $(DB_CF)
CF_view   := $(APR_CF) $(PKG_CF)
CF_core   := $(APR_CF) $(PKG_CF)
CF_web    := $(APR_CF) $(PKG_CF)
CF_jobs   := $(APR_CF) $(PKG_CF)
CF_module := $(APR_CF) $(PKG_CF) $(DB_CF) -I$(APXS_INC)
CF_cli    := $(APR_CF) $(PKG_CF) $(DB_CF)

src_of = $(wildcard mod_badges/$(1)/*.c mod_badges/$(1)/*/*.c)
obj_of = $(patsubst mod_badges/%.c,$(B)/obj/%.o,$(call src_of,$(1)))
CORE_GEN := $(B)/obj/core/contexts.gen.o $(B)/obj/core/design.gen.o
LIB_OBJ := $(foreach r,$(LIB_ROOMS),$(call obj_of,$(r))) $(B)/obj/store/queries.gen.o $(CORE_GEN)
MOD_OBJ := $(call obj_of,module)
CLI_OBJ := $(call obj_of,cli)

.DEFAULT_GOAL := build
.PHONY: build all help clean
build: $(B)/mod_badges.so $(B)/badgesctl $(B)/badges-render ## compile module, badgesctl and badges-render

# --- rooms
$(B)/inc/%/.laid: Makefile
	@rm -rf $(B)/inc/$* && mkdir -p $(B)/inc/$*
	@for r in $(SEES_$*); do ln -sfn $(CURDIR)/mod_badges/$$r $(B)/inc/$*/$$r; done
	@touch $@

define room
$(call obj_of,$(1)): $(B)/inc/$(1)/.laid | $(if $(filter base view io render,$(1)),,$(B)/gen/store/queries.gen.h)
$(call obj_of,$(1)): $(B)/obj/%.o: mod_badges/%.c
	@mkdir -p $$(@D)
	@echo "  CC $$<"; $$(CC) $$(CSTD) $$(WARN) $$(OPT) $$(CFLAGS_EXTRA) -I$(B)/inc/$(1) $(if $(filter base view io render,$(1)),,-I$(B)/gen) $$(CF_$(1)) -MMD -MP -c $$< -o $$@
endef
$(foreach r,$(LIB_ROOMS) module cli,$(eval $(call room,$(r))))

# --- named SQL -> enum and table
$(B)/gen/store/queries.gen.h $(B)/gen/store/queries.gen.c &: scripts/gen-queries.py $(wildcard sql/queries/*.sql)
	@mkdir -p $(B)/gen/store
	@/usr/bin/python3 scripts/gen-queries.py sql/queries $(B)/gen/store
$(B)/obj/store/queries.gen.o: $(B)/gen/store/queries.gen.c $(B)/inc/store/.laid
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) $(CSTD) $(WARN) $(OPT) $(CFLAGS_EXTRA) -I$(B)/inc/store -I$(B)/gen $(CF_store) -c $< -o $@

# --- JSON-LD contexts out of npm packages
$(B)/gen/core/contexts.gen.c: scripts/gen-contexts.mjs package-lock.json | node_modules/.installed
	@echo "  GEN $@"; node scripts/gen-contexts.mjs $@
# --- icons out of an npm package, and the designs to start from
$(B)/gen/core/design.gen.c: scripts/gen-design.mjs scripts/design-icons.txt package-lock.json $(wildcard htdocs/static/samples/*.json) | node_modules/.installed
	@echo "  GEN $@"; node scripts/gen-design.mjs $@
$(CORE_GEN): $(B)/obj/core/%.gen.o: $(B)/gen/core/%.gen.c $(B)/inc/core/.laid
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) $(CSTD) $(WARN) $(OPT) $(CFLAGS_EXTRA) -I$(B)/inc/core $(CF_core) -MMD -MP -c $< -o $@

$(B)/libbadges.a: $(LIB_OBJ)
	@rm -f $@
	@! grep -rnE 'apr_p?v?sn?printf\([^;]*%ll' mod_badges --include=*.c || { echo "apr's printf does not know %ll: use %ld or APR_INT64_T_FMT"; exit 1; }
	@echo "  AR $@"; ar rcs $@ $^
	@! nm -u $@ | grep -E ' U (ap_|apr_dbd_)' || { echo "libbadges.a must not know httpd or apr_dbd"; rm -f $@; exit 1; }

$(B)/mod_badges.so: $(MOD_OBJ) $(B)/libbadges.a
	@echo "  LD $@"; $(CC) -shared $(OPT) -Wl,-z,relro,-z,now -Wl,--exclude-libs,libbadges.a -o $@ $(MOD_OBJ) -Wl,--whole-archive $(B)/libbadges.a -Wl,--no-whole-archive $(DB_LD) $(PKG_LD) $(APR_LD)

$(B)/badgesctl: $(CLI_OBJ) $(B)/libbadges.a
	@echo "  LD $@"; $(CC) $(OPT) -o $@ $(CLI_OBJ) $(B)/libbadges.a $(DB_LD) $(PKG_LD) $(APR_LD) -lpthread

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

include scripts/styles.mk
include scripts/render.mk
include scripts/samples.mk
include scripts/dev.mk
include scripts/words.mk
include tests/tests.mk
include scripts/quality.mk

help: ## this list
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sort | sed -E 's/:.*## /\t/' | expand -t 20

clean: ## remove what was built (keeps var/)
	rm -rf build htdocs/static/app.css
