#include "store/recipient.h"
#include "store/list.h"
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- proven addresses */

static bdg_err_t *take_identity(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    size_t n;
    bdg_identity_t *i = apr_array_push(l->rows);
    memset(i, 0, sizeof *i);
    i->id = bdg_row_int(row, 0);
    i->type = (bdg_recipient_e)bdg_row_int(row, 1);
    const void *key = bdg_row_bytes(row, 2, &n);
    if (key && n == 16)
        memcpy(i->key, key, 16);
    i->identity = bdg_row_str(row, 3, l->pool);
    i->proven_at = bdg_row_time(row, 4);
    return NULL;
}

bdg_err_t *bdg_identity_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_identity_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_RECIPIENT_IDENTITIES, BDG_ARGS(BDG_INT(account_id)), take_identity, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

static bdg_err_t *take_int(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_identity_owner(int64_t *account_id, bdg_db_t *db, const unsigned char key[16])
{
    *account_id = 0;
    return bdg_db_each(db, BDG_Q_RECIPIENT_IDENTITY_OWNER, BDG_ARGS(BDG_BYTES(key, 16)), take_int, account_id);
}

bdg_err_t *bdg_identity_insert(bdg_db_t *db, int64_t account_id, bdg_recipient_e type, const char *normalised)
{
    unsigned char key[16];
    bdg_recipient_key(key, type, normalised);
    return bdg_db_exec(db, BDG_Q_RECIPIENT_IDENTITY_INSERT, BDG_ARGS(BDG_INT(account_id), BDG_INT(type), BDG_BYTES(key, 16), BDG_STR(normalised)), NULL, NULL);
}

bdg_err_t *bdg_identity_delete(bdg_db_t *db, int64_t account_id, int64_t id)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_RECIPIENT_IDENTITY_DELETE, BDG_ARGS(BDG_INT(account_id), BDG_INT(id)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_NOT_FOUND, "This address is not among yours any more.");
}

bdg_err_t *bdg_identity_delete_all(bdg_db_t *db, int64_t account_id) { return bdg_db_exec(db, BDG_Q_RECIPIENT_IDENTITY_DELETE_ALL, BDG_ARGS(BDG_INT(account_id)), NULL, NULL); }

/* ---------------------------------------------------------------- links */

static bdg_err_t *gone(void) { return bdg_err(BDG_E_GONE, "This link was used already, or is too old."); }

bdg_err_t *bdg_identity_link_insert(bdg_db_t *db, const unsigned char hash[32], const bdg_identity_link_t *l, int minutes)
{
    return bdg_db_exec(db, BDG_Q_RECIPIENT_LINK_INSERT, BDG_ARGS(BDG_BYTES(hash, 32), BDG_INT(l->account_id), BDG_STR(l->email), BDG_STR(l->next), BDG_STR(l->browser), BDG_INT(minutes)), NULL, NULL);
}

typedef struct take_link_t { bdg_identity_link_t *link; apr_pool_t *pool; } take_link_t;

static bdg_err_t *take_link(void *baton, const bdg_row_t *row)
{
    take_link_t *t = baton;
    t->link->account_id = bdg_row_int(row, 0);
    t->link->email = bdg_row_str(row, 1, t->pool);
    t->link->next = bdg_row_str(row, 2, t->pool);
    t->link->browser = bdg_row_str(row, 3, t->pool);
    return NULL;
}

bdg_err_t *bdg_identity_link_load(bdg_identity_link_t *out, bdg_db_t *db, const unsigned char hash[32], apr_pool_t *pool)
{
    take_link_t t = { out, pool };
    bdg_err_t *e = bdg_db_one(db, BDG_Q_RECIPIENT_LINK_LOAD, BDG_ARGS(BDG_BYTES(hash, 32)), take_link, &t);
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    return gone();
}

bdg_err_t *bdg_identity_link_take(bdg_db_t *db, const unsigned char hash[32])
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_RECIPIENT_LINK_TAKE, BDG_ARGS(BDG_BYTES(hash, 32)), &changed, NULL));
    return changed ? NULL : gone();
}

bdg_err_t *bdg_identity_link_delete(bdg_db_t *db, const char *email, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_RECIPIENT_LINK_DELETE, BDG_ARGS(BDG_STR(email), BDG_INT(account_id)), NULL, NULL);
}

bdg_err_t *bdg_identity_link_delete_account(bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_RECIPIENT_LINK_DELETE_ACCOUNT, BDG_ARGS(BDG_INT(account_id)), NULL, NULL);
}

/* ---------------------------------------------------------------- what is here for an address */

bdg_err_t *bdg_recipient_known(int *known, bdg_db_t *db, const char *email)
{
    unsigned char key[16];
    int64_t one = 0;
    bdg_recipient_key(key, BDG_RECIPIENT_EMAIL, email);
    BDG_TRY(bdg_db_each(db, BDG_Q_RECIPIENT_KNOWN, BDG_ARGS(BDG_BYTES(key, 16), BDG_BYTES(key, 16), BDG_STR(email)), take_int, &one));
    *known = one != 0;
    return NULL;
}

typedef struct take_name_t { const char *name; apr_pool_t *pool; } take_name_t;

static bdg_err_t *take_name(void *baton, const bdg_row_t *row)
{
    take_name_t *t = baton;
    t->name = bdg_row_str(row, 0, t->pool);
    return NULL;
}

bdg_err_t *bdg_recipient_name(const char **name, bdg_db_t *db, const char *email, apr_pool_t *pool)
{
    unsigned char key[16];
    take_name_t t = { NULL, pool };
    bdg_recipient_key(key, BDG_RECIPIENT_EMAIL, email);
    BDG_TRY(bdg_db_each(db, BDG_Q_RECIPIENT_NAME, BDG_ARGS(BDG_BYTES(key, 16)), take_name, &t));
    *name = t.name;
    return NULL;
}

/* ---------------------------------------------------------------- awards */

static const struct { int from, to, hidden_from, hidden_to; } spans[] = {
    [BDG_HELD_SHOWN] = { BDG_UNCLAIMED, BDG_ACCEPTED, 0, 0 },
    [BDG_HELD_NEW] = { BDG_UNCLAIMED, BDG_UNCLAIMED, 0, 0 },
    [BDG_HELD_ASIDE] = { BDG_UNCLAIMED, BDG_REJECTED, 1, 1 },
    [BDG_HELD_ALL] = { BDG_UNCLAIMED, BDG_REJECTED, 0, 1 },
};

static void take_held(bdg_held_t *h, const bdg_row_t *row, apr_pool_t *pool)
{
    int c = 0;
    h->id = bdg_row_int(row, c++);
    h->public_id = bdg_row_str(row, c++, pool);
    h->state = (int)bdg_row_int(row, c++);
    h->acceptance = (int)bdg_row_int(row, c++);
    h->hidden = (int)bdg_row_int(row, c++);
    h->recipient_name = bdg_row_str(row, c++, pool);
    h->issued_on = bdg_row_date(row, c++);
    h->expires_on = bdg_row_date(row, c++);
    h->badge_class_id = bdg_row_int(row, c++);
    h->badge_public_id = bdg_row_str(row, c++, pool);
    h->badge_name = bdg_row_str(row, c++, pool);
    h->issuer_name = bdg_row_str(row, c++, pool);
    h->graphic_revision = (int)bdg_row_int(row, c++);
    h->revision = (int)bdg_row_int(row, c++);
}

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    take_held(apr_array_push(l->rows), row, l->pool);
    return NULL;
}

static int newest_first(const void *a, const void *b)
{
    int64_t x = ((const bdg_held_t *)a)->id, y = ((const bdg_held_t *)b)->id;
    return (x < y) - (x > y);
}

/* Each address's rows come by its own stretch of the key, so the work is the page's size times the addresses, whatever they hold. */
bdg_err_t *bdg_held_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, bdg_held_e which, int64_t cursor, int newer, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_held_t), pool);
    apr_array_header_t *identities;
    BDG_TRY(bdg_identity_list(&identities, db, account_id, pool));
    int64_t from = cursor ? cursor : INT64_MAX;
    for (int i = 0; i < identities->nelts; i++)
        BDG_TRY(bdg_db_each(db, newer ? BDG_Q_RECIPIENT_AWARDS_NEWER : BDG_Q_RECIPIENT_AWARDS_OLDER,
                            BDG_ARGS(BDG_BYTES(APR_ARRAY_IDX(identities, i, bdg_identity_t).key, 16), BDG_INT(from), BDG_INT(spans[which].from), BDG_INT(spans[which].to),
                                     BDG_INT(spans[which].hidden_from), BDG_INT(spans[which].hidden_to), BDG_INT(limit + 1)), take_row, &l));
    apr_array_header_t *rows = bdg_list_end(&l, 0);
    if (rows->nelts)
        qsort(rows->elts, (size_t)rows->nelts, (size_t)rows->elt_size, newest_first);
    if (rows->nelts > limit + 1) {
        if (newer)   /* nearest to the cursor are the last */
            memmove(rows->elts, rows->elts + (size_t)(rows->nelts - limit - 1) * (size_t)rows->elt_size, (size_t)(limit + 1) * (size_t)rows->elt_size);
        rows->nelts = limit + 1;
    }
    *out = rows;
    return NULL;
}

bdg_err_t *bdg_held_of_collection(apr_array_header_t **out, bdg_db_t *db, int64_t collection_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_held_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_RECIPIENT_AWARDS_OF_COLLECTION, BDG_ARGS(BDG_INT(collection_id)), take_row, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

bdg_err_t *bdg_held_count(int64_t *n, bdg_db_t *db, int64_t account_id, bdg_held_e which, int max)
{
    return bdg_db_int(db, BDG_Q_RECIPIENT_AWARD_COUNT, BDG_ARGS(BDG_INT(account_id), BDG_INT(spans[which].from), BDG_INT(spans[which].to), BDG_INT(spans[which].hidden_from),
                                                                BDG_INT(spans[which].hidden_to), BDG_INT(max)), n);
}

typedef struct one_t { bdg_held_t *held; apr_pool_t *pool; int64_t ids[3]; } one_t;

static bdg_err_t *take_one(void *baton, const bdg_row_t *row)
{
    one_t *o = baton;
    o->held = apr_pcalloc(o->pool, sizeof *o->held);
    take_held(o->held, row, o->pool);
    return NULL;
}

bdg_err_t *bdg_held_get(bdg_held_t **out, bdg_db_t *db, int64_t account_id, const char *public_id, apr_pool_t *pool)
{
    one_t o = { .pool = pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_RECIPIENT_AWARD, BDG_ARGS(BDG_STR(public_id), BDG_INT(account_id)), take_one, &o));
    *out = o.held;
    return NULL;
}

static bdg_err_t *take_two(void *baton, const bdg_row_t *row)
{
    int64_t *ids = baton;
    ids[0] = bdg_row_int(row, 0);
    ids[1] = bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_held_scope(int64_t *organisation_id, int64_t *id, bdg_db_t *db, int64_t account_id, const char *public_id)
{
    int64_t ids[2] = { 0, 0 };
    BDG_TRY(bdg_db_one(db, BDG_Q_RECIPIENT_AWARD_SCOPE, BDG_ARGS(BDG_STR(public_id), BDG_INT(account_id)), take_two, ids));
    *organisation_id = ids[0];
    *id = ids[1];
    return NULL;
}

static bdg_err_t *take_lock(void *baton, const bdg_row_t *row)
{
    bdg_held_t *h = baton;
    h->acceptance = (int)bdg_row_int(row, 0);
    h->hidden = (int)bdg_row_int(row, 1);
    h->state = (int)bdg_row_int(row, 2);
    return NULL;
}

bdg_err_t *bdg_held_lock(bdg_held_t *out, bdg_db_t *db, int64_t account_id, int64_t id)
{
    memset(out, 0, sizeof *out);
    return bdg_db_one(db, BDG_Q_RECIPIENT_AWARD_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(account_id)), take_lock, out);
}

bdg_err_t *bdg_held_decide(bdg_db_t *db, int64_t id, int acceptance)
{
    return bdg_db_exec(db, BDG_Q_RECIPIENT_DECIDE, BDG_ARGS(BDG_INT(acceptance), BDG_INT(acceptance == BDG_REJECTED), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_held_hide(bdg_db_t *db, int64_t id, int hidden) { return bdg_db_exec(db, BDG_Q_RECIPIENT_HIDE, BDG_ARGS(BDG_INT(hidden), BDG_INT(id)), NULL, NULL); }
