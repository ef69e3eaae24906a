/* A badge that somebody brings: verified, and asked whether it is theirs. */
#include "core/recipient.h"
#include "web/me/me.h"
#include "web/own.h"
#include <string.h>

#define ADDRESSES_TRIED 5      /* each is a verification of its own */

static int passed(const json_t *verdict, const char *name)
{
    json_t *c;
    size_t i;
    json_array_foreach(json_object_get(verdict, "checks"), i, c) {
        const char *check = bdg_json_get_str(c, "check"), *result = bdg_json_get_str(c, "result");
        if (check && result && !strcmp(check, name))
            return !strcmp(result, "passed");
    }
    return 0;
}

bdg_err_t *bdg_me_verify(const json_t **verdict, int *is_mine, bdg_req_t *req, const void *data, size_t len)
{
    apr_array_header_t *mine;
    bdg_db_t *db;
    json_t *v;
    *is_mine = 0;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_recipient_identities(&mine, db, req->actor.account_id, req->pool));
    bdg_req_db_release(req);
    for (int i = 0; i < mine->nelts && i < ADDRESSES_TRIED && !*is_mine; i++) {
        bdg_verify_input_t in = { NULL, data, len, APR_ARRAY_IDX(mine, i, bdg_identity_t).identity };
        BDG_TRY(bdg_own_verify(&v, req->server, &in, req->pool));
        *verdict = v;
        *is_mine = passed(v, "recipient");
    }
    if (*is_mine)
        return NULL;
    bdg_verify_input_t in = { NULL, data, len, NULL };
    BDG_TRY(bdg_own_verify(&v, req->server, &in, req->pool));
    *verdict = v;
    return NULL;
}
