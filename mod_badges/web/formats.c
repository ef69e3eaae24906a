#include "web/formats.h"

static const struct { const char *suffix, *words, *about; int with_key; } formats[] = {
    { "pdf", "Certificate (PDF)", "one sheet, to print", 0 },
    { "png", "Picture (PNG)", "with the credential inside, Open Badges 2.0", 0 },
    { "svg", "Drawing (SVG)", "with the credential inside, Open Badges 2.0", 0 },
    { "vc.png", "Picture (PNG), signed", "with the credential inside, Open Badges 3.0", 1 },
    { "vc.svg", "Drawing (SVG), signed", "with the credential inside, Open Badges 3.0", 1 },
    { "json", "Open Badges 2.0", "document", 0 },
    { "jws", "Open Badges 2.0, signed", "document (JWS)", 1 },
    { "vc.json", "Open Badges 3.0", "document", 1 },
    { "jwt", "Open Badges 3.0, as a token", "for wallets (VC-JWT)", 1 },
};

json_t *bdg_formats(const bdg_site_t *site)
{
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (formats[i].with_key && !site->secret_file)
            continue;
        json_t *o = json_object();
        bdg_json_str(o, "suffix", formats[i].suffix);
        bdg_json_str(o, "words", formats[i].words);
        bdg_json_str(o, "about", formats[i].about);
        bdg_json_add(list, o);
    }
    return list;
}
