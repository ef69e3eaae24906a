/* What an issuer signs with, for everybody who checks: /issuers/{id}/keys/{id}, jwks.json, did.json. Nothing here needs the secret file. */
#include "core/openbadges/keys.h"
#include "core/signing_key.h"
#include "store/issuer.h"
#include "web/handlers.h"
#include "web/public/document.h"
#include <apr_strings.h>
#include <string.h>

/* ---------------------------------------------------------------- one key */

static bdg_err_t *find_key(bdg_public_key_t *key, bdg_req_t *req)
{
    bdg_db_t *db;
    bdg_issuer_t *i;
    bdg_signing_key_t *row;
    bdg_keypair_t *pair;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_document_found(bdg_issuer_by_public_id(&i, db, req->params[0], req->pool), "issuer"));
    BDG_TRY(bdg_document_found(bdg_signing_key_by_public_id(&row, db, req->params[1], req->pool), "key"));
    if (row->issuer_id != i->id)
        return bdg_document_found(bdg_err(BDG_E_NOT_FOUND, "There is no such thing here."), "key");
    BDG_TRY(bdg_keypair_from_multikey(&pair, row->public_key, row->public_len, req->pool));
    *key = (bdg_public_key_t){ row->public_id, pair };
    return NULL;
}

/* Is application/ld+json named by the client? Verifiers of Data Integrity proofs do; those of JWTs name JSON, a JWK or nothing at all. */
static int wants_document(const bdg_req_t *req)
{
    const char *accept = bdg_req_header(req, "Accept");
    return accept && strstr(accept, "application/ld+json") && bdg_document_want(req) == BDG_WANT_LD_JSON;
}

static int wants_jwk_type(const bdg_req_t *req)
{
    const char *accept = bdg_req_header(req, "Accept");
    return accept && strstr(accept, "application/jwk+json");
}

/* Not kept in the process: what is answered depends on more than its cache tells apart. */
bdg_err_t *bdg_get_issuer_key(bdg_req_t *req, bdg_res_t *res)
{
    bdg_public_key_t key;
    int document = wants_document(req);
    BDG_TRY(find_key(&key, req));
    json_t *o = document ? bdg_keys_document(req->site, req->params[0], &key, req->pool) : bdg_keys_jwk(req->site, req->params[0], &key, req->pool);
    BDG_TRY(bdg_document_json(req, res, o, document ? BDG_WANT_LD_JSON : BDG_WANT_JSON));
    if (!document && wants_jwk_type(req))
        res->content_type = "application/jwk+json";
    res->etag = apr_psprintf(req->pool, "\"%c%s\"", document ? 'm' : wants_jwk_type(req) ? 'w' : 'k', key.public_id);
    return NULL;
}

bdg_err_t *bdg_get_issuer_key_json(bdg_req_t *req, bdg_res_t *res)
{
    bdg_public_key_t key;
    json_t *o;
    bdg_want_e want = bdg_document_want(req);
    BDG_TRY(find_key(&key, req));
    BDG_TRY(bdg_keys_cryptographic_key(&o, req->site, req->params[0], &key, req->pool));
    res->etag = apr_psprintf(req->pool, "\"%c%s\"", want == BDG_WANT_JSON ? 'j' : 'l', key.public_id);
    return bdg_document_json(req, res, o, want);
}

/* ---------------------------------------------------------------- all of them */

static bdg_err_t *find_all(apr_array_header_t **keys, bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_issuer_t *i;
    bdg_res_cacheable(req, res, req->params[0]);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_document_found(bdg_issuer_by_public_id(&i, db, req->params[0], req->pool), "issuer"));
    return bdg_document_keys(keys, &res->etag, req, db, i);
}

static bdg_err_t *answer(bdg_req_t *req, bdg_res_t *res, json_t *o, const char *type)
{
    BDG_TRY(bdg_document_json(req, res, o, BDG_WANT_JSON));
    res->content_type = type;
    return NULL;
}

bdg_err_t *bdg_get_issuer_jwks(bdg_req_t *req, bdg_res_t *res)
{
    apr_array_header_t *keys;
    BDG_TRY(find_all(&keys, req, res));
    return answer(req, res, bdg_keys_jwks(req->site, req->params[0], keys, req->pool), "application/jwk-set+json");
}

bdg_err_t *bdg_get_issuer_did(bdg_req_t *req, bdg_res_t *res)
{
    apr_array_header_t *keys;
    bdg_want_e want = bdg_document_want(req);
    BDG_TRY(find_all(&keys, req, res));
    return answer(req, res, bdg_keys_did_document(req->site, req->params[0], keys, req->pool), want == BDG_WANT_JSON ? "application/json" : "application/did+ld+json");
}
