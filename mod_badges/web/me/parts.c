#include "web/me/me.h"
#include "base/language.h"
#include "web/words.h"
#include <apr_strings.h>

json_t *bdg_me_model(bdg_req_t *req, bdg_me_section_e section)
{
    static const char *const names[] = { "credentials", "collections", "imported", "account" };
    json_t *m = bdg_json_object(req->pool);
    bdg_json_set(m, "section", bdg_json_bool(json_object(), names[section], 1));
    return m;
}

void bdg_me_date(json_t *o, const char *key, bdg_date_t d, apr_pool_t *pool)
{
    bdg_words_set(o, apr_pstrcat(pool, key, "_iso", NULL), bdg_date_iso(d, pool));
    bdg_words_set(o, apr_pstrcat(pool, key, "_words", NULL), bdg_date_short(d, pool));
    bdg_words_set(o, apr_pstrcat(pool, key, "_exact", NULL), bdg_date_words(d, pool));
}

/* What matters most about it, in words. */
static void state(json_t *o, const bdg_held_t *h, apr_pool_t *pool)
{
    bdg_date_t today = bdg_date_of(apr_time_now());
    const char *word = "accepted", *text = _("Accepted");
    if (h->state == BDG_ASSERTION_REVOKED) {
        word = "revoked";
        text = _("Revoked");
    } else if (h->acceptance == BDG_REJECTED) {
        word = "rejected";
        text = _("Rejected");
    } else if (h->expires_on != BDG_DATE_NONE && h->expires_on < today) {
        word = "expired";
        text = bdg_say(pool, "Expired on %s", bdg_date_short(h->expires_on, pool));
    } else if (h->acceptance == BDG_UNCLAIMED) {
        word = "unclaimed";
        text = _("New");
    }
    bdg_json_str(o, "state", word);
    bdg_json_str(o, "state_text", text);
}

json_t *bdg_me_card(const bdg_req_t *req, const bdg_held_t *h)
{
    json_t *o = json_object();
    apr_pool_t *p = req->pool;
    int live = h->state != BDG_ASSERTION_REVOKED && h->acceptance != BDG_REJECTED;
    bdg_json_str(o, "id", h->public_id);
    bdg_json_str(o, "href", apr_pstrcat(p, req->site->prefix, "/me/credentials/", h->public_id, NULL));
    bdg_json_str(o, "badge_name", h->badge_name);
    bdg_json_str(o, "issuer_name", h->issuer_name);
    bdg_json_str(o, "recipient_name", h->recipient_name);
    bdg_words_set(o, "image_url", h->graphic_revision ? apr_psprintf(p, "%s/badges/%s/image?r=%d", req->site->prefix, h->badge_public_id, h->graphic_revision) : NULL);
    bdg_me_date(o, "issued", h->issued_on, p);
    bdg_me_date(o, "expires", h->expires_on, p);
    state(o, h, p);
    bdg_json_bool(o, "is_new", live && h->acceptance == BDG_UNCLAIMED && !h->hidden);
    bdg_json_bool(o, "is_live", live);
    bdg_json_bool(o, "is_hidden", h->hidden);
    bdg_json_bool(o, "imported", 0);
    bdg_words_time(o, "checked", 0, p);
    return o;
}

bdg_err_t *bdg_me_confirm(bdg_req_t *req, bdg_res_t *res, bdg_me_section_e section, const bdg_me_confirm_t *c)
{
    json_t *m = bdg_me_model(req, section), *o = json_object(), *points = json_array();
    bdg_json_set(m, "confirm", o);
    bdg_json_str(o, "heading", bdg_tr(c->heading));
    bdg_json_str(o, "text", bdg_tr(c->text));
    bdg_json_set(o, "points", points);
    for (int i = 0; c->points[i]; i++)
        bdg_json_add(points, json_string(bdg_tr(c->points[i])));
    bdg_json_str(o, "action", apr_pstrcat(req->pool, req->site->prefix, c->action, NULL));
    bdg_json_str(o, "back", apr_pstrcat(req->pool, req->site->prefix, c->back, NULL));
    bdg_json_str(o, "button", bdg_tr(c->button));
    bdg_json_bool(o, "dangerous", c->dangerous);
    return bdg_res_page(res, "me/confirm", json_incref(m));
}
