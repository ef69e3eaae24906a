#include "store/preference.h"
#include "store/assertion.h"

typedef struct take_t { bdg_preference_t *p; apr_pool_t *pool; } take_t;
typedef struct get_t { const char *username; apr_pool_t *pool; } get_t;

/* The first row that says something wins, for each of the two. */
static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    if (!t->p->language)
        t->p->language = bdg_row_str(row, 0, t->pool);
    if (!t->p->time_zone)
        t->p->time_zone = bdg_row_str(row, 1, t->pool);
    return NULL;
}

static bdg_err_t *take_language(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    t->p->language = bdg_row_str(row, 0, t->pool);
    return NULL;
}

bdg_err_t *bdg_preference_set(bdg_db_t *db, int64_t account_id, const bdg_preference_t *p)
{
    return bdg_db_exec(db, BDG_Q_PREFERENCE_SET, BDG_ARGS(BDG_STR(p->language), BDG_STR(p->time_zone), BDG_INT(account_id)), NULL, NULL);
}

bdg_err_t *bdg_preference_set_language(bdg_db_t *db, int64_t account_id, const char *language)
{
    return bdg_db_exec(db, BDG_Q_PREFERENCE_SET_LANGUAGE, BDG_ARGS(BDG_STR(language), BDG_INT(account_id)), NULL, NULL);
}

bdg_err_t *bdg_preference_set_zone(bdg_db_t *db, int64_t account_id, const char *time_zone)
{
    return bdg_db_exec(db, BDG_Q_PREFERENCE_SET_ZONE, BDG_ARGS(BDG_STR(time_zone), BDG_INT(account_id)), NULL, NULL);
}

static bdg_err_t *take_username(void *baton, const bdg_row_t *row)
{
    get_t *g = baton;
    if (!bdg_row_null(row, 0))
        g->username = bdg_row_str(row, 0, g->pool);
    return NULL;
}

bdg_err_t *bdg_preference_username(const char **username, bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    get_t g = { "", pool };
    BDG_TRY(bdg_db_each(db, BDG_Q_PREFERENCE_USERNAME, BDG_ARGS(BDG_INT(account_id)), take_username, &g));
    *username = g.username;
    return NULL;
}

bdg_err_t *bdg_preference_set_username(bdg_db_t *db, int64_t account_id, const char *username)
{
    return bdg_db_exec(db, BDG_Q_PREFERENCE_SET_USERNAME, BDG_ARGS(BDG_STR(username), BDG_INT(account_id)), NULL, NULL);
}

bdg_err_t *bdg_preference_of_recipient(bdg_preference_t *out, bdg_db_t *db, const char *email, int64_t organisation_id, apr_pool_t *pool)
{
    take_t t = { out, pool };
    unsigned char key[16];
    *out = (bdg_preference_t){ NULL, NULL };
    bdg_recipient_key(key, BDG_RECIPIENT_EMAIL, email);
    BDG_TRY(bdg_db_each(db, BDG_Q_PREFERENCE_OF_ADDRESS, BDG_ARGS(BDG_STR(email), BDG_BYTES(key, sizeof key)), take, &t));
    if (out->language || !organisation_id)
        return NULL;
    return bdg_db_each(db, BDG_Q_PREFERENCE_OF_ORGANISATION, BDG_ARGS(BDG_INT(organisation_id)), take_language, &t);
}
