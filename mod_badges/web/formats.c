#include "web/formats.h"
#include "base/language.h"

static const struct { const char *suffix, *words, *about; int with_key; } formats[] = {
    { "pdf", N_("Certificate (PDF)"), N_("one sheet, to print"), 0 },
    { "png", N_("Picture (PNG)"), N_("Open Badges 2.0 inside"), 0 },
    { "svg", N_("Drawing (SVG)"), N_("Open Badges 2.0 inside"), 0 },
    { "vc.png", N_("Signed picture (PNG)"), N_("Open Badges 3.0 inside"), 1 },
    { "vc.svg", N_("Signed drawing (SVG)"), N_("Open Badges 3.0 inside"), 1 },
    { "json", N_("Document"), N_("Open Badges 2.0"), 0 },
    { "jws", N_("Signed document"), N_("Open Badges 2.0 (JWS)"), 1 },
    { "vc.json", N_("Signed document"), N_("Open Badges 3.0"), 1 },
    { "jwt", N_("Token for wallets"), N_("Open Badges 3.0 (VC-JWT)"), 1 },
};

json_t *bdg_formats(int signing_works)
{
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (formats[i].with_key && !signing_works)
            continue;
        json_t *o = json_object();
        bdg_json_str(o, "suffix", formats[i].suffix);
        bdg_json_str(o, "words", bdg_tr(formats[i].words));
        bdg_json_str(o, "about", bdg_tr(formats[i].about));
        bdg_json_add(list, o);
    }
    return list;
}
