# badges-render: the helper program in which pictures are decoded and drawn. It links nothing of the library.
RENDER_PKGS := libpng libjpeg libgif librsvg-2.0 cairo pangocairo libqrencode jansson
RENDER_CF   := $(shell pkg-config --cflags $(RENDER_PKGS) 2>/dev/null)
RENDER_LD   := $(shell pkg-config --libs $(RENDER_PKGS) 2>/dev/null)
RENDER_OBJ  := $(call obj_of,render)

$(RENDER_OBJ): $(B)/inc/render/.laid
$(RENDER_OBJ): $(B)/obj/render/%.o: mod_badges/render/%.c
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) $(CSTD) $(WARN) $(OPT) $(CFLAGS_EXTRA) -I$(B)/inc/render $(RENDER_CF) -MMD -MP -c $< -o $@

$(B)/badges-render: $(RENDER_OBJ)
	@echo "  LD $@"; $(CC) $(OPT) -Wl,-z,relro,-z,now -o $@ $(RENDER_OBJ) $(RENDER_LD) -lm

# The tests of its callers run the real thing.
$(B)/unit/test_render $(B)/unit/test_design: | $(B)/badges-render
