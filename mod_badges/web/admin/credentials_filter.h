/* The filters of the Credentials page, as they stand in its address; and how a credential's state is said. */
#ifndef BDG_CREDENTIALS_FILTER_H
#define BDG_CREDENTIALS_FILTER_H
#include "store/assertion_list.h"
#include "web/http.h"

typedef struct bdg_credentials_t {
    bdg_assertion_filter_t f;              /* resolved */
    bdg_assertion_named_t badge, batch;    /* id 0: not chosen */
    bdg_reach_e reach;                     /* what the filter of organisations says, also where a badge or batch narrows it to one */
    const char *q, *from, *to;             /* as typed, never NULL */
    const char *query;                     /* the filters as a query string, without '?', "" for none: for addresses */
    int too_many;                          /* somebody with roles on single issuers has to choose a badge first */
    int any;                               /* something is filtered */
} bdg_credentials_t;

/* Reads the query. perm: what the person must hold for an award to be among them. BDG_E_NOT_FOUND for a badge or batch that is not here. */
bdg_err_t *bdg_credentials_read(bdg_credentials_t *c, bdg_req_t *req, bdg_perm_e perm) BDG_MUST_CHECK;
/* model.filter: what the fields of the filter bar show. */
bdg_err_t *bdg_credentials_filter_model(json_t *model, bdg_req_t *req, const bdg_credentials_t *c) BDG_MUST_CHECK;

/* state and state_text for partials/state. */
void bdg_credential_state(json_t *obj, int state, int acceptance, bdg_date_t expires_on, apr_pool_t *pool);
/* issued_iso, issued_words, issued_exact of a date; false where it is none. */
void bdg_credential_date(json_t *obj, const char *key, bdg_date_t d, apr_pool_t *pool);
const char *bdg_credentials_href(const bdg_req_t *req, const char *public_id, const char *rest);   /* complete */
const char *bdg_credentials_image(const bdg_req_t *req, const char *badge_public_id, int graphic_revision);   /* NULL: none */
#endif
