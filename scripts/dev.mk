# What a person asks for: run, test, bench, screenshots, install. The work is done by the programs beside this file.
PY        := /usr/bin/python3
INSTANCE  := $(PY) scripts/dev_instance.py
NPM       := npm --no-audit --no-fund --no-update-notifier --loglevel=error
PREFIX    ?= /usr
SYSCONF   ?= /etc/apache2
LIBEXEC   ?= $(shell apxs -q LIBEXECDIR 2>/dev/null)
# As many compilers as there are processors, unless the caller already said how many.
SUBMAKE    = $(MAKE) -s --no-print-directory MODE=$(MODE) $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
export BADGES_BUILD := $(CURDIR)/$(B)

.PHONY: run stop reset status restart packages assets ready test test-http test-browser test-interop screenshots bench install asan

packages:
	@scripts/install-packages
# Packages come first, and the compiler's settings that ask for them are read by a make of its own.
ready: packages
	@$(SUBMAKE) build assets

node_modules/.installed: package.json package-lock.json
	@echo "Installing what the pages and the browser tests take from npm"
	@$(NPM) ci
	@touch $@
# The stylesheet holds the classes that pages use, so it is made again when a page changes.
PAGES     := $(wildcard htdocs/templates/*/*.html htdocs/templates/*/*/*.html htdocs/static/*.js tests/fixtures/patterns/*.html)
htdocs/static/vendor/icons.svg: node_modules/.installed scripts/assets.mjs $(wildcard htdocs/static/icons.txt) scripts/design-icons.txt htdocs/static/app.css $(PAGES)
	@node scripts/assets.mjs
assets: htdocs/static/vendor/icons.svg ## stylesheet, scripts and icons from npm into htdocs/static/vendor

run: ready ## install what is missing, build, start it all under VAR on PORT, load the demo; says where it is
	@$(INSTANCE) start --port $(PORT) --build $(B)
	@$(PY) scripts/demo.py
stop: ## end what `make run` started; the data stay
	@$(INSTANCE) stop
restart: ready ## httpd anew
	@$(INSTANCE) restart --port $(PORT) --build $(B)
status: ## what runs, and where
	@$(INSTANCE) status
reset: ## stop, and remove VAR with all data
	@$(INSTANCE) reset

test: ready ## everything: unit, fuzz corpus, store, http, browser; on instances and ports of its own
	@$(PY) scripts/test_all.py
test-http: ready ## tests against a real httpd and MariaDB; T=expression chooses
	@$(PY) -m pytest -q -c tests/pytest.ini tests/http $(if $(T),-k '$(T)')
test-browser: ready ## the errands in Chromium, and axe on every page; T=pattern chooses
	@$(INSTANCE) with --build $(B) -- sh -c '$(PY) scripts/demo.py --quiet && node --test --test-reporter=spec --test-concurrency=1 $(if $(T),--test-name-pattern="$(T)") tests/browser/*.test.mjs'
test-interop: ready ## verifiers of others from npm on what we issue, and ours beside them; what was tampered with is taken by none
	@$(INSTANCE) with --build $(B) -- node --test --test-reporter=spec tests/interop/*.test.mjs
screenshots: ready ## every page at three widths, light and dark, into VAR/screenshots
	@mkdir -p "$(VAR)"
	@OUT="$(VAR)/screenshots" $(INSTANCE) with --build $(B) -- sh -c '$(PY) scripts/demo.py --quiet && node tests/browser/screenshots.mjs'
bench: ready ## speed and memory, into VAR/bench.json; ONLY=name runs one
	@$(SUBMAKE) $(B)/bench/sign $(B)/bench/jwt
	@$(PY) tests/bench/bench.py $(if $(ONLY),--only $(ONLY))
asan: ## the whole suite under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory MODE=asan test

# The folder of an earlier version goes whole: pages and migrations that it had and this one has not would be read too.
SHARE      = $(DESTDIR)$(PREFIX)/share/mod_badges
install: build assets ## module, programs, pages and configuration; DESTDIR, PREFIX, LIBEXEC, SYSCONF
	install -D -m 644 $(B)/mod_badges.so $(DESTDIR)$(LIBEXEC)/mod_badges.so
	install -D -m 755 $(B)/badgesctl $(DESTDIR)$(PREFIX)/bin/badgesctl
	install -D -m 755 $(B)/badges-render $(DESTDIR)$(PREFIX)/lib/mod_badges/badges-render
	rm -rf $(SHARE).new && mkdir -p $(SHARE).new/htdocs
	cp -R --no-preserve=ownership htdocs/templates htdocs/static $(SHARE).new/htdocs/
	cp -R --no-preserve=ownership sql/migrations $(SHARE).new/
	cp -R --no-preserve=ownership $(B)/locale $(SHARE).new/
	chmod -R u=rwX,go=rX $(SHARE).new
	rm -rf $(SHARE) && mv $(SHARE).new $(SHARE)
	install -D -m 644 conf/badges.load $(DESTDIR)$(SYSCONF)/mods-available/badges.load
	test -e $(DESTDIR)$(SYSCONF)/mods-available/badges.conf || install -m 644 conf/badges.conf $(DESTDIR)$(SYSCONF)/mods-available/badges.conf
