# The stylesheet: written in htdocs/styles/, a file for each concern, and served as one. The order is the cascade's.
STYLES := colours ground frame menus states lists forms progress thing look plain public me credentials batches account organisations designer narrow paper
STYLES := $(STYLES:%=htdocs/styles/%.css)

build: htdocs/static/app.css
htdocs/static/app.css: $(STYLES) scripts/styles.mk
	@test -z "$(filter-out $(STYLES),$(wildcard htdocs/styles/*.css))" || { echo "scripts/styles.mk gives no place to $(filter-out $(STYLES),$(wildcard htdocs/styles/*.css))"; exit 1; }
	@cat $(STYLES) >$@.new && mv $@.new $@
