#include "store/mail_text.h"

typedef struct list_t { apr_array_header_t *rows; apr_pool_t *pool; } list_t;

static bdg_err_t *add(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_mail_text_t *t = apr_array_push(l->rows);
    t->depth = (int)bdg_row_int(row, 0);
    t->organisation = bdg_row_str(row, 1, l->pool);
    t->id = bdg_row_int(row, 2);
    t->language = bdg_row_str(row, 3, l->pool);
    t->subject = bdg_row_str(row, 4, l->pool);
    t->body = bdg_row_str(row, 5, l->pool);
    t->revision = (int)bdg_row_int(row, 6);
    t->updated_at = bdg_row_time(row, 7);
    return NULL;
}

bdg_err_t *bdg_mail_text_list(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, const char *kind, apr_pool_t *pool)
{
    list_t l = { apr_array_make(pool, 4, sizeof(bdg_mail_text_t)), pool };
    *rows = l.rows;
    return bdg_db_each(db, BDG_Q_MAIL_TEXT_OF, BDG_ARGS(BDG_STR(kind), BDG_INT(organisation_id)), add, &l);
}

static bdg_err_t *stale(void) { return bdg_err(BDG_E_CONFLICT, "Somebody else changed this text while you were working on it."); }

bdg_err_t *bdg_mail_text_put(bdg_db_t *db, int64_t organisation_id, int64_t account_id, const char *kind, const bdg_mail_text_t *t)
{
    int64_t changed;
    if (!t->revision) {
        bdg_err_t *e = bdg_db_exec(db, BDG_Q_MAIL_TEXT_INSERT, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(kind), BDG_STR(t->language), BDG_STR(t->subject), BDG_STR(t->body),
                                   BDG_INT(account_id)), NULL, NULL);
        if (!e || e->code != BDG_E_DUPLICATE)
            return e;
        bdg_err_clear(e);
        return stale();
    }
    BDG_TRY(bdg_db_exec(db, BDG_Q_MAIL_TEXT_UPDATE, BDG_ARGS(BDG_STR(t->subject), BDG_STR(t->body), BDG_INT(account_id), BDG_INT(organisation_id), BDG_STR(kind), BDG_STR(t->language),
                        BDG_INT(t->revision)), &changed, NULL));
    return changed ? NULL : stale();
}

bdg_err_t *bdg_mail_text_delete(bdg_db_t *db, int64_t organisation_id, const char *kind, const char *language, int revision)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_MAIL_TEXT_DELETE, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(kind), BDG_STR(language), BDG_INT(revision)), &changed, NULL));
    return changed ? NULL : stale();
}

static bdg_err_t *add_award(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_mail_text_award_t *a = apr_array_push(l->rows);
    a->public_id = bdg_row_str(row, 0, l->pool);
    a->recipient_name = bdg_row_str(row, 1, l->pool);
    a->recipient_identity = bdg_row_str(row, 2, l->pool);
    a->badge_name = bdg_row_str(row, 3, l->pool);
    return NULL;
}

bdg_err_t *bdg_mail_text_awards(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    list_t l = { apr_array_make(pool, 20, sizeof(bdg_mail_text_award_t)), pool };
    *rows = l.rows;
    return bdg_db_each(db, BDG_Q_MAIL_TEXT_AWARDS, BDG_ARGS(BDG_INT(organisation_id)), add_award, &l);
}
