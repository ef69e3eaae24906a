# The gallery: pictures of htdocs/static/samples/*.json, drawn by the product. They are kept in the repository, as README.md and the designer show them.
SAMPLES := $(wildcard htdocs/static/samples/*.json)

.PHONY: samples
samples: $(B)/badgesctl $(B)/badges-render ## draw the gallery anew: htdocs/static/samples/*.svg from the designs beside them
	@for d in $(SAMPLES:.json=); do $(B)/badgesctl draw $$d.json >$$d.svg.part && mv $$d.svg.part $$d.svg || { rm -f $$d.svg.part; exit 1; }; done
	@echo "$(words $(SAMPLES)) samples drawn"
