/* Passwords in a request: one place in the gate each, and no connection held while the processor works. */
#include "web/auth/auth.h"
#include "core/password.h"
#include "io/argon.h"
#include "web/gate.h"
#include <apr_strings.h>

#define WAIT apr_time_from_sec(5)

static bdg_err_t *enter(bdg_req_t *req, bdg_res_t *res)
{
    bdg_req_db_release(req);
    if (bdg_gate_enter(req->server->hash_gate, WAIT))
        return NULL;
    apr_table_set(res->headers, "Retry-After", "5");
    return bdg_err(BDG_E_RATE, "Many people are signing in just now. Please try again in a few seconds.");
}

bdg_err_t *bdg_auth_hash(bdg_req_t *req, bdg_res_t *res, const char **hash, const char *password)
{
    BDG_TRY(enter(req, res));
    bdg_err_t *e = bdg_argon_hash(hash, password, req->pool);
    bdg_gate_leave(req->server->hash_gate);
    return e;
}

bdg_err_t *bdg_auth_verify(bdg_req_t *req, bdg_res_t *res, int *fits, const char **new_hash, const char *hash, const char *password)
{
    bdg_err_t *e = NULL;
    *fits = 0;
    if (new_hash)
        *new_hash = NULL;
    if (!bdg_password_possible(password))
        return NULL;
    BDG_TRY(enter(req, res));
    *fits = bdg_argon_verify(hash, password);
    if (*fits && new_hash && bdg_argon_stale(hash))
        e = bdg_argon_hash(new_hash, password, req->pool);
    bdg_gate_leave(req->server->hash_gate);
    return e;
}
