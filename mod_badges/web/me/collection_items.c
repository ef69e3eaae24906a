#include "web/me/collection_items.h"
#include "base/language.h"
#include "core/imported.h"
#include "web/me/imported_model.h"
#include "web/me/me.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

typedef struct all_t {
    bdg_req_t *req;
    const bdg_collection_t *collection;
    bdg_items_for_e who;
    apr_array_header_t *awards, *imported;
} all_t;

static json_t *award(const all_t *x, int64_t id)
{
    for (int i = 0; i < x->awards->nelts; i++) {
        const bdg_held_t *h = &APR_ARRAY_IDX(x->awards, i, bdg_held_t);
        if (h->id != id)
            continue;
        const char *why = h->state == BDG_ASSERTION_REVOKED ? _("Revoked: others do not see it here.") : h->acceptance == BDG_REJECTED ? _("Rejected: others do not see it here.") : NULL;
        if (x->who == BDG_ITEMS_OF_PUBLIC && why)
            return NULL;
        json_t *o = bdg_me_card(x->req, h);
        bdg_json_str(o, "key", apr_pstrcat(x->req->pool, "a", h->public_id, NULL));
        bdg_words_set(o, "why_not", why);
        if (x->who == BDG_ITEMS_OF_PUBLIC) {
            bdg_json_str(o, "href", apr_pstrcat(x->req->pool, x->req->site->prefix, "/assertions/", h->public_id, NULL));
            bdg_json_str(o, "card_url", bdg_site_url(x->req->site, x->req->pool, "/badges/%s/card", h->badge_public_id));
            if (h->expires_on == BDG_DATE_NONE || h->expires_on >= bdg_date_of(apr_time_now())) {
                bdg_json_str(o, "state", "good");
                bdg_json_str(o, "state_text", _("Valid"));
            }
        }
        return o;
    }
    return NULL;
}

static json_t *imported(const all_t *x, int64_t id)
{
    for (int i = 0; i < x->imported->nelts; i++) {
        const bdg_imported_t *b = &APR_ARRAY_IDX(x->imported, i, bdg_imported_t);
        if (b->id != id)
            continue;
        if (x->who == BDG_ITEMS_OF_PUBLIC && !bdg_imported_is_shown(b))
            return NULL;
        json_t *o = bdg_imported_card(x->req, b);
        bdg_json_str(o, "key", apr_pstrcat(x->req->pool, "i", b->public_id, NULL));
        bdg_words_set(o, "why_not", bdg_imported_is_shown(b) ? NULL : b->is_mine ? _("Others see it here once it was found valid.") : _("It names none of your proven addresses: others do not see it here."));
        if (x->who == BDG_ITEMS_OF_PUBLIC) {
            bdg_words_set(o, "href", b->source_url);
            bdg_words_set(o, "image_url", b->has_picture ? apr_pstrcat(x->req->pool, x->req->site->prefix, "/collections/", x->collection->public_id, "/imported/", b->public_id, NULL) : NULL);
        }
        return o;
    }
    return NULL;
}

bdg_err_t *bdg_collection_items_model(json_t **items, bdg_req_t *req, bdg_db_t *db, const bdg_collection_t *collection, bdg_items_for_e who)
{
    all_t x = { req, collection, who, NULL, NULL };
    apr_array_header_t *order;
    json_t *list = json_array();
    BDG_TRY_ELSE(bdg_collection_items(&order, db, collection->id, req->pool), json_decref(list));
    BDG_TRY_ELSE(bdg_held_of_collection(&x.awards, db, collection->id, req->pool), json_decref(list));
    BDG_TRY_ELSE(bdg_imported_of_collection(&x.imported, db, collection->id, req->pool), json_decref(list));
    for (int i = 0; i < order->nelts; i++) {
        const bdg_collection_item_t *it = &APR_ARRAY_IDX(order, i, bdg_collection_item_t);
        json_t *o = it->assertion_id ? award(&x, it->assertion_id) : imported(&x, it->imported_badge_id);
        if (o)
            bdg_json_add(list, o);
    }
    for (size_t i = 0, n = json_array_size(list); i < n; i++) {
        bdg_json_bool(json_array_get(list, i), "is_first", i == 0);
        bdg_json_bool(json_array_get(list, i), "is_last", i + 1 == n);
    }
    *items = list;
    return NULL;
}
