#include "web/formats.h"

static const struct { const char *suffix, *words, *about; int with_key; } formats[] = {
    { "pdf", "Certificate (PDF)", "one sheet, to print", 0 },
    { "png", "Picture (PNG)", "Open Badges 2.0 inside", 0 },
    { "svg", "Drawing (SVG)", "Open Badges 2.0 inside", 0 },
    { "vc.png", "Signed picture (PNG)", "Open Badges 3.0 inside", 1 },
    { "vc.svg", "Signed drawing (SVG)", "Open Badges 3.0 inside", 1 },
    { "json", "Document", "Open Badges 2.0", 0 },
    { "jws", "Signed document", "Open Badges 2.0 (JWS)", 1 },
    { "vc.json", "Signed document", "Open Badges 3.0", 1 },
    { "jwt", "Token for wallets", "Open Badges 3.0 (VC-JWT)", 1 },
};

json_t *bdg_formats(int signing_works)
{
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (formats[i].with_key && !signing_works)
            continue;
        json_t *o = json_object();
        bdg_json_str(o, "suffix", formats[i].suffix);
        bdg_json_str(o, "words", formats[i].words);
        bdg_json_str(o, "about", formats[i].about);
        bdg_json_add(list, o);
    }
    return list;
}
