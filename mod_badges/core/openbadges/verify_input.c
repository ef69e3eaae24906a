/* What was given: an address, a document, a signed text, or a picture with one of these in it. */
#include "core/openbadges/verify_priv.h"
#include "base/language.h"
#include "io/png.h"
#include "io/svg.h"

static bdg_err_t *nothing(bdg_v_input_t *out, const char *why)
{
    out->kind = V_IN_NOTHING;
    out->why = why;
    return NULL;
}

/* Ours (memory, a bug) goes up; that the thing cannot be read is its own fault. */
static bdg_err_t *its_fault(bdg_v_input_t *out, bdg_v_t *w, bdg_err_t *e)
{
    if (e->code == BDG_E_NOMEM || e->code == BDG_E_INTERNAL)
        return e;
    out->kind = V_IN_NOTHING;
    out->why = apr_pstrdup(w->pool, e->message);
    bdg_err_clear(e);
    return NULL;
}

static bdg_err_t *read_text(bdg_v_input_t *out, bdg_v_t *w, const char *s, size_t len)
{
    if (len > 3 && !memcmp(s, "\xef\xbb\xbf", 3)) {
        s += 3;
        len -= 3;
    }
    while (len && strchr(" \t\r\n", *s)) {
        s++;
        len--;
    }
    while (len && strchr(" \t\r\n", s[len - 1]))
        len--;
    if (!len)
        return nothing(out, _("There is nothing in it."));
    if (len > BDG_VERIFY_JSON_MAX)
        return nothing(out, _("It is larger than the 1 MB that a credential may have."));
    out->text = apr_pstrmemdup(w->pool, s, len);
    out->len = len;
    if (len < 2000 && (!strncasecmp(out->text, "http://", 7) || !strncasecmp(out->text, "https://", 8))) {
        out->kind = V_IN_URL;
        return NULL;
    }
    if (bdg_jws_is(out->text, len)) {
        out->kind = V_IN_JWS;
        return NULL;
    }
    if (*out->text != '{')
        return nothing(out, _("It is neither a JSON document nor a picture with a credential in it."));
    bdg_err_t *e = bdg_json_parse(&out->json, out->text, len, BDG_VERIFY_JSON_MAX, w->pool);
    if (e)
        return its_fault(out, w, e);
    out->kind = V_IN_JSON;
    return NULL;
}

static bdg_err_t *read_png(bdg_v_input_t *out, bdg_v_t *w, const void *data, size_t len)
{
    const char *text = NULL;
    size_t n = 0;
    w->container = _(" in a PNG");
    bdg_err_t *e = bdg_png_extract(&text, &n, data, len, BDG_PNG_OB3, w->pool);
    if (!e && !text)
        e = bdg_png_extract(&text, &n, data, len, BDG_PNG_OB2, w->pool);
    if (e)
        return its_fault(out, w, e);
    return text ? read_text(out, w, text, n) : nothing(out, _("There is no credential in this picture."));
}

static bdg_err_t *read_svg(bdg_v_input_t *out, bdg_v_t *w, const void *data, size_t len)
{
    bdg_svg_baked_t baked = { NULL, NULL };
    w->container = _(" in an SVG");
    bdg_err_t *e = bdg_svg_extract(&baked, data, len, BDG_SVG_OB3, w->pool);
    if (!e && !baked.json && !baked.verify)
        e = bdg_svg_extract(&baked, data, len, BDG_SVG_OB2, w->pool);
    if (e)
        return its_fault(out, w, e);
    const char *text = baked.json ? baked.json : baked.verify;
    return text ? read_text(out, w, text, strlen(text)) : nothing(out, _("There is no credential in this picture."));
}

bdg_err_t *bdg_v_read(bdg_v_input_t *out, bdg_v_t *w, const void *data, size_t len)
{
    memset(out, 0, sizeof *out);
    w->container = "";
    if (bdg_png_is(data, len))
        return read_png(out, w, data, len);
    if (bdg_svg_is(data, len))
        return read_svg(out, w, data, len);
    return read_text(out, w, data, len);
}
