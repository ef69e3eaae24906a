/* What somebody brings: fetched from an address, and drawn. */
#include "base/log.h"
#include "base/str.h"
#include "core/imported.h"
#include "io/fetch.h"
#include "io/png.h"
#include "io/render.h"
#include "io/svg.h"
#include <apr_strings.h>
#include <string.h>

#define SIDE 480      /* pixels of what is kept to look at */

bdg_err_t *bdg_import_fetch(bdg_import_t *import, const bdg_site_t *site, const char *url, apr_pool_t *pool)
{
    bdg_guard_t *guard;
    bdg_fetch_t *fetch;
    bdg_fetched_t *answer;
    bdg_fetch_rules_t rules = { .ca_file = site->verify_ca, .agent = apr_pstrcat(pool, "mod_badges/" BDG_VERSION " (verifier; ", site->base, ")", NULL) };
    const char *wrong = bdg_url_problem(url);
    if (wrong)
        return bdg_err(BDG_E_INVALID, "%s", wrong);
    if (!site->verify_fetch_on)
        return bdg_err(BDG_E_INVALID, "This server does not fetch documents of other servers. Save the badge as a file and send that.");
    BDG_TRY(bdg_guard_make(&guard, site->verify_allow, pool));
    rules.guard = guard;
    BDG_TRY(bdg_fetch_open(&fetch, &rules, pool));
    bdg_err_t *e = bdg_fetch_get(&answer, fetch, url, "application/vc+ld+json, application/ld+json, application/json, image/png, image/svg+xml, */*;q=0.1", pool);
    bdg_fetch_close(fetch);
    BDG_TRY(e);
    if (answer->status != 200 && answer->status != 410)      /* a revoked one says so with 410, and is a badge still */
        return bdg_err(BDG_E_INVALID, "That server has no badge at this address (it answers %d).", answer->status);
    if (!answer->len)
        return bdg_err(BDG_E_INVALID, "There is nothing at this address.");
    import->url = url;
    import->data = answer->body;
    import->len = answer->len;
    return NULL;
}

static bdg_err_t *draw(bdg_buf_t **out, const bdg_render_t *render, const void *data, size_t len, apr_pool_t *pool)
{
    *out = NULL;
    if (bdg_png_is(data, len))
        return bdg_render_png(render, data, len, SIDE, out, pool);
    if (!bdg_svg_is(data, len))
        return NULL;
    bdg_buf_t *clean = bdg_buf_make(BDG_SVG_MAX, pool);
    BDG_TRY(bdg_svg_sanitise(clean, NULL, data, len, pool));
    BDG_TRY(bdg_buf_check(clean));
    return bdg_render_svg(render, clean->data, clean->len, SIDE, SIDE, out, pool);
}

void bdg_import_draw(bdg_import_t *import, const bdg_site_t *site, apr_pool_t *pool)
{
    const bdg_render_t render = { site->render, 0 };
    bdg_buf_t *png;
    bdg_err_t *e = draw(&png, &render, import->data, import->len, pool);
    if (e)
        bdg_log_err(BDG_LOG_INFO, "BDG0410", e, "picture of an imported badge");
    else if (png) {
        import->png = png->data;
        import->png_len = png->len;
    }
    bdg_err_clear(e);
}
