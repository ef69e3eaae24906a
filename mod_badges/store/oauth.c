#include "store/oauth.h"
#include "store/list.h"
#include <string.h>

#define HASH(h) BDG_BYTES((h), 32)

/* ---------------------------------------------------------------- applications */

bdg_err_t *bdg_oauth_client_insert(bdg_oauth_client_t *c, bdg_db_t *db, const char *address)
{
    return bdg_db_exec(db, BDG_Q_OAUTH_CLIENT_INSERT,
                       BDG_ARGS(BDG_STR(c->public_id), c->confidential ? HASH(c->secret_hash) : BDG_NULL, BDG_STR(c->name), BDG_INT(c->scopes),
                                BDG_STR(c->metadata_json), BDG_STR(address)), NULL, &c->id);
}

typedef struct take_t { void *to; apr_pool_t *pool; } take_t;

static bdg_err_t *take_client(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_oauth_client_t *c = t->to = apr_pcalloc(t->pool, sizeof *c);
    size_t n = 0;
    c->id = bdg_row_int(row, 0);
    c->public_id = bdg_row_str(row, 1, t->pool);
    const void *hash = bdg_row_null(row, 2) ? NULL : bdg_row_bytes(row, 2, &n);
    c->confidential = hash != NULL;
    memcpy(c->secret_hash, hash ? hash : "", n < sizeof c->secret_hash ? n : sizeof c->secret_hash);
    c->name = bdg_row_str(row, 3, t->pool);
    c->scopes = (uint64_t)bdg_row_int(row, 4);
    c->metadata_json = bdg_row_str(row, 5, t->pool);
    return NULL;
}

bdg_err_t *bdg_oauth_client_load(bdg_oauth_client_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_OAUTH_CLIENT_LOAD, BDG_ARGS(BDG_STR(public_id)), take_client, &t));
    *out = t.to;
    return NULL;
}

bdg_err_t *bdg_oauth_client_touch(bdg_db_t *db, int64_t id) { return bdg_db_exec(db, BDG_Q_OAUTH_CLIENT_TOUCH, BDG_ARGS(BDG_INT(id)), NULL, NULL); }

/* ---------------------------------------------------------------- codes */

bdg_err_t *bdg_oauth_code_insert(bdg_db_t *db, const unsigned char hash[32], const bdg_oauth_code_t *c, int seconds)
{
    return bdg_db_exec(db, BDG_Q_OAUTH_CODE_INSERT, BDG_ARGS(HASH(hash), BDG_INT(c->account_id), BDG_INT(c->client_id), BDG_INT(c->scopes), BDG_STR(c->redirect_uri),
                                                             BDG_STR(c->challenge), BDG_INT(seconds)), NULL, NULL);
}

static bdg_err_t *take_code(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_oauth_code_t *c = t->to;
    c->account_id = bdg_row_int(row, 0);
    c->client_id = bdg_row_int(row, 1);
    c->grant_id = bdg_row_int(row, 2);
    c->scopes = (uint64_t)bdg_row_int(row, 3);
    c->redirect_uri = bdg_row_str(row, 4, t->pool);
    c->challenge = bdg_row_str(row, 5, t->pool);
    c->used = bdg_row_int(row, 6) != 0;
    c->in_time = bdg_row_int(row, 7) != 0;
    c->account_ok = bdg_row_int(row, 8) != 0;
    return NULL;
}

bdg_err_t *bdg_oauth_code_lock(bdg_oauth_code_t *out, bdg_db_t *db, const unsigned char hash[32], apr_pool_t *pool)
{
    take_t t = { out, pool };
    return bdg_db_one(db, BDG_Q_OAUTH_CODE_LOCK, BDG_ARGS(HASH(hash)), take_code, &t);
}

bdg_err_t *bdg_oauth_code_use(bdg_db_t *db, const unsigned char hash[32], int64_t grant_id)
{
    return bdg_db_exec(db, BDG_Q_OAUTH_CODE_USE, BDG_ARGS(BDG_INT_OR_NULL(grant_id), HASH(hash)), NULL, NULL);
}

bdg_err_t *bdg_oauth_code_delete_of(bdg_db_t *db, int64_t account_id, int64_t client_id)
{
    return bdg_db_exec(db, BDG_Q_OAUTH_CODE_DELETE_OF, BDG_ARGS(BDG_INT(account_id), BDG_INT(client_id)), NULL, NULL);
}

/* ---------------------------------------------------------------- grants */

bdg_err_t *bdg_oauth_grant_insert(int64_t *id, bdg_db_t *db, int64_t account_id, int64_t client_id, uint64_t scopes, int seconds)
{
    return bdg_db_exec(db, BDG_Q_OAUTH_GRANT_INSERT, BDG_ARGS(BDG_INT(account_id), BDG_INT(client_id), BDG_INT(scopes), BDG_INT(seconds)), NULL, id);
}

bdg_err_t *bdg_oauth_grant_touch(bdg_db_t *db, int64_t id, int seconds)
{
    return bdg_db_exec(db, BDG_Q_OAUTH_GRANT_TOUCH, BDG_ARGS(BDG_INT(seconds), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_oauth_grant_delete(bdg_db_t *db, int64_t id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_OAUTH_GRANT_DELETE, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_OAUTH_TOKEN_DELETE_OF, BDG_ARGS(BDG_INT(id)), NULL, NULL);
}

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    *(int64_t *)apr_array_push(((bdg_list_t *)baton)->rows) = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_oauth_grants(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int64_t client_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(int64_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_OAUTH_GRANT_OF_CLIENT, BDG_ARGS(BDG_INT(account_id), BDG_INT(client_id)), take_id, &l);
}

static bdg_err_t *take_application(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_oauth_application_t *a = apr_array_push(l->rows);
    a->client_id = bdg_row_int(row, 0);
    a->client_public_id = bdg_row_str(row, 1, l->pool);
    a->name = bdg_row_str(row, 2, l->pool);
    a->metadata_json = bdg_row_str(row, 3, l->pool);
    a->scopes = (uint64_t)bdg_row_int(row, 4);
    a->since = bdg_row_time(row, 5);
    a->used_at = bdg_row_time(row, 6);
    return NULL;
}

bdg_err_t *bdg_oauth_applications(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_oauth_application_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_OAUTH_GRANT_APPLICATIONS, BDG_ARGS(BDG_INT(account_id)), take_application, &l);
}

/* ---------------------------------------------------------------- tokens */

bdg_err_t *bdg_oauth_token_insert(bdg_db_t *db, const unsigned char hash[32], int64_t grant_id, bdg_oauth_kind_e kind, uint64_t scopes, int seconds)
{
    return bdg_db_exec(db, BDG_Q_OAUTH_TOKEN_INSERT, BDG_ARGS(HASH(hash), BDG_INT(grant_id), BDG_INT(kind), BDG_INT(scopes), BDG_INT(seconds)), NULL, NULL);
}

static bdg_err_t *take_bearer(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_oauth_token_t *k = t->to;
    k->grant_id = bdg_row_int(row, 0);
    k->scopes = (uint64_t)bdg_row_int(row, 1);
    k->account_id = bdg_row_int(row, 2);
    k->client_id = bdg_row_int(row, 3);
    k->account_public_id = bdg_row_str(row, 4, t->pool);
    k->email = bdg_row_str(row, 5, t->pool);
    k->name = bdg_row_str(row, 6, t->pool);
    k->stale = bdg_row_int(row, 7) != 0;
    return NULL;
}

bdg_err_t *bdg_oauth_bearer(bdg_oauth_token_t *out, bdg_db_t *db, const unsigned char hash[32], apr_pool_t *pool)
{
    take_t t = { memset(out, 0, sizeof *out), pool };
    return bdg_db_one(db, BDG_Q_OAUTH_TOKEN_ACCESS, BDG_ARGS(HASH(hash)), take_bearer, &t);
}

static bdg_err_t *take_token(void *baton, const bdg_row_t *row)
{
    bdg_oauth_token_t *k = baton;
    k->grant_id = bdg_row_int(row, 0);
    k->kind = bdg_row_int(row, 1) ? BDG_OAUTH_REFRESH : BDG_OAUTH_ACCESS;
    k->scopes = (uint64_t)bdg_row_int(row, 2);
    k->account_id = bdg_row_int(row, 3);
    k->client_id = bdg_row_int(row, 4);
    k->used = bdg_row_int(row, 5) != 0;
    k->in_time = bdg_row_int(row, 6) != 0;
    k->account_ok = bdg_row_int(row, 7) != 0;
    return NULL;
}

bdg_err_t *bdg_oauth_token_lock(bdg_oauth_token_t *out, bdg_db_t *db, const unsigned char hash[32])
{
    memset(out, 0, sizeof *out);
    return bdg_db_one(db, BDG_Q_OAUTH_TOKEN_LOCK, BDG_ARGS(HASH(hash)), take_token, out);
}

bdg_err_t *bdg_oauth_token_use(bdg_db_t *db, const unsigned char hash[32]) { return bdg_db_exec(db, BDG_Q_OAUTH_TOKEN_USE, BDG_ARGS(HASH(hash)), NULL, NULL); }
bdg_err_t *bdg_oauth_token_delete(bdg_db_t *db, const unsigned char hash[32]) { return bdg_db_exec(db, BDG_Q_OAUTH_TOKEN_DELETE, BDG_ARGS(HASH(hash)), NULL, NULL); }

/* ---------------------------------------------------------------- profiles */

static bdg_err_t *take_json(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    *(const char **)t->to = bdg_row_str(row, 0, t->pool);
    return NULL;
}

bdg_err_t *bdg_account_profile_load(const char **json, bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    take_t t = { json, pool };
    *json = NULL;
    return bdg_db_each(db, BDG_Q_ACCOUNT_PROFILE_LOAD, BDG_ARGS(BDG_INT(account_id)), take_json, &t);
}

bdg_err_t *bdg_account_profile_put(bdg_db_t *db, int64_t account_id, const char *json)
{
    return bdg_db_exec(db, BDG_Q_ACCOUNT_PROFILE_PUT, BDG_ARGS(BDG_INT(account_id), BDG_STR(json)), NULL, NULL);
}
