# Languages of the interface: conf/locale/TAG.po -> build/locale/TAG.mo. See conf/locale/README.
CATALOGUES := $(patsubst conf/locale/%.po,$(B)/locale/%.mo,$(wildcard conf/locale/*.po))
WORDS_OBJ   = $(call obj_of,base) $(call obj_of,view)

.PHONY: po check-words pseudo
build: $(CATALOGUES)
$(B)/locale/%.mo: conf/locale/%.po
	@mkdir -p $(@D)
	@echo "  MSGFMT $<"; msgfmt --check-format --check-header -o $@ $<

$(B)/template-words: scripts/template-words.c $(WORDS_OBJ)
	@$(CC) $(CSTD) $(WARN) $(OPT) $(CFLAGS_EXTRA) -Imod_badges $(CF_view) -MMD -MP -MF $@.d $(filter %.c %.o,$^) $(PKG_LD) $(APR_LD) -o $@
-include $(wildcard $(B)/template-words.d)

po: $(B)/template-words ## collects the sentences of C and templates, brings conf/locale/*.po up to date, prints the counts
	@BADGES_BUILD=$(CURDIR)/$(B) $(PY) scripts/po.py update
check-words: $(B)/template-words ## do the catalogues fit; what they lack is listed (WORDS_COMPLETE=1: and is an error)
	@BADGES_BUILD=$(CURDIR)/$(B) $(PY) scripts/po.py check
pseudo: $(B)/template-words $(CATALOGUES) ## build/locale-pseudo: for tests, a language that shows what is not in the catalogue
	@BADGES_BUILD=$(CURDIR)/$(B) $(PY) scripts/po.py pseudo
