#include "web/formats.h"

static const struct { const char *suffix, *words, *about; } formats[] = {
    { "png", "Picture (PNG)", "with the credential inside" },
    { "svg", "Drawing (SVG)", "with the credential inside" },
    { "json", "Open Badges 2.0", "document" },
};

json_t *bdg_formats(void)
{
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        json_t *o = json_object();
        bdg_json_str(o, "suffix", formats[i].suffix);
        bdg_json_str(o, "words", formats[i].words);
        bdg_json_str(o, "about", formats[i].about);
        bdg_json_add(list, o);
    }
    return list;
}
