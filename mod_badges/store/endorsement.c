#include "store/endorsement.h"
#include "base/json.h"
#include "store/assertion.h"
#include "store/badge_class.h"
#include "store/issuer.h"
#include "store/list.h"
#include "store/public_change.h"
#include <string.h>

#define DETAILS_MAX (1 << 20)

const char *const bdg_endorsed_kinds[] = { "badge_class", "issuer", "assertion", NULL };

static bdg_endorsed_e kind_of(const char *text)
{
    int k = 0;
    while (bdg_endorsed_kinds[k + 1] && strcmp(bdg_endorsed_kinds[k], text))
        k++;
    return (bdg_endorsed_e)k;
}

/* --- reading */

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_endorsement_t *e = apr_array_push(l->rows);
    int c = 0;
    e->id = bdg_row_int(row, c++);
    e->public_id = bdg_row_str(row, c++, l->pool);
    e->organisation_id = bdg_row_int(row, c++);
    e->kind = kind_of(bdg_row_str(row, c++, l->pool));
    e->subject_id = bdg_row_int(row, c++);
    e->subject_version_id = bdg_row_int(row, c++);
    e->subject_version = (int)bdg_row_int(row, c++);
    e->subject_public_id = bdg_row_str(row, c++, l->pool);
    e->subject_name = bdg_row_str(row, c++, l->pool);
    e->recipient_name = bdg_row_str(row, c++, l->pool);
    e->endorser_organisation_id = bdg_row_int(row, c++);
    e->issuer_id = bdg_row_int(row, c++);
    e->issuer_version_id = bdg_row_int(row, c++);
    e->issuer_public_id = bdg_row_str(row, c++, l->pool);
    e->issuer_name = bdg_row_str(row, c++, l->pool);
    e->external_url = bdg_row_str(row, c++, l->pool);
    e->external_name = bdg_row_str(row, c++, l->pool);
    e->state = bdg_row_str(row, c++, l->pool);
    e->message = bdg_row_str(row, c++, l->pool);
    e->comment = bdg_row_str(row, c++, l->pool);
    e->language = bdg_row_str(row, c++, l->pool);
    e->created_at = bdg_row_time(row, c++);
    e->made_at = bdg_row_time(row, c++);
    e->ended_at = bdg_row_time(row, c++);
    e->reason = bdg_row_str(row, c++, l->pool);
    e->revision = (int)bdg_row_int(row, c++);
    return NULL;
}

static bdg_err_t *one(bdg_endorsement_t **out, bdg_db_t *db, bdg_query_e q, bdg_arg_t key, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_endorsement_t), pool);
    BDG_TRY(bdg_db_one(db, q, &key, 1, take, &l));
    *out = &APR_ARRAY_IDX(l.rows, 0, bdg_endorsement_t);
    return NULL;
}

bdg_err_t *bdg_endorsement_by_id(bdg_endorsement_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_ENDORSEMENT_BY_ID, BDG_INT(id), pool);
}

bdg_err_t *bdg_endorsement_by_public_id(bdg_endorsement_t **out, bdg_db_t *db, const char *id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_ENDORSEMENT_BY_PUBLIC_ID, BDG_STR(id), pool);
}

bdg_err_t *bdg_endorsements_live(apr_array_header_t **out, bdg_db_t *db, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_endorsement_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_ENDORSEMENTS_LIVE, BDG_ARGS(BDG_STR(bdg_endorsed_kinds[kind]), BDG_INT(subject_id), BDG_INT(version_id), BDG_INT(version_id)), take, &l);
}

bdg_err_t *bdg_endorsements_open(apr_array_header_t **out, bdg_db_t *db, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_endorsement_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_ENDORSEMENTS_OPEN, BDG_ARGS(BDG_STR(bdg_endorsed_kinds[kind]), BDG_INT(subject_id), BDG_INT(version_id)), take, &l);
}

bdg_err_t *bdg_endorsements_of(apr_array_header_t **out, bdg_db_t *db, bdg_endorsed_e kind, int64_t subject_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_endorsement_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_ENDORSEMENTS_OF, BDG_ARGS(BDG_STR(bdg_endorsed_kinds[kind]), BDG_INT(subject_id)), take, &l);
}

bdg_err_t *bdg_endorsements_of_wording(int *any, bdg_db_t *db, int64_t badge_class_version_id, int64_t issuer_version_id)
{
    int64_t n;
    BDG_TRY(bdg_db_int(db, BDG_Q_ENDORSEMENTS_OF_WORDING, BDG_ARGS(BDG_INT(badge_class_version_id), BDG_INT(issuer_version_id)), &n));
    *any = n != 0;
    return NULL;
}

/* --- changing */

bdg_err_t *bdg_endorsement_insert(bdg_endorsement_t *e, bdg_db_t *db, int64_t account_id)
{
    int made = !strcmp(e->state, "made");
    return bdg_db_exec(db, BDG_Q_ENDORSEMENT_INSERT,
                       BDG_ARGS(BDG_STR(e->public_id), BDG_INT(e->organisation_id), BDG_STR(bdg_endorsed_kinds[e->kind]), BDG_INT(e->subject_id),
                                BDG_INT(e->subject_version_id), BDG_INT(e->subject_version), BDG_INT_OR_NULL(e->endorser_organisation_id), BDG_INT_OR_NULL(e->issuer_id),
                                BDG_STR(e->state), BDG_STR(e->message), BDG_STR(e->external_url), BDG_STR(e->external_name), BDG_INT(account_id),
                                made ? BDG_INT(account_id) : BDG_NULL, BDG_INT(made)), NULL, &e->id);
}

static bdg_err_t *stale(void) { return bdg_err(BDG_E_CONFLICT, "Somebody else dealt with this endorsement at the same time."); }

bdg_err_t *bdg_endorsement_make(bdg_db_t *db, const bdg_endorsement_t *e, int64_t account_id)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_ENDORSEMENT_MAKE,
                        BDG_ARGS(BDG_INT(e->subject_version_id), BDG_INT(e->subject_version), BDG_INT(e->issuer_version_id), BDG_STR(e->comment),
                                 BDG_STR(e->language), BDG_INT(account_id), BDG_INT(e->id), BDG_INT(e->revision)), &changed, NULL));
    return changed ? NULL : stale();
}

bdg_err_t *bdg_endorsement_end(bdg_db_t *db, const bdg_endorsement_t *e, const char *from, const char *to, const char *reason, int64_t account_id)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_ENDORSEMENT_END, BDG_ARGS(BDG_STR(to), BDG_STR(reason), BDG_INT(account_id), BDG_INT(e->id), BDG_STR(from), BDG_INT(e->revision)),
                        &changed, NULL));
    return changed ? NULL : stale();
}

/* --- where documents are made from */

static json_t *addresses(const apr_array_header_t *live, apr_pool_t *pool)
{
    json_t *list = bdg_json_own(json_array(), pool);
    for (int i = 0; i < live->nelts; i++) {
        const bdg_endorsement_t *e = &APR_ARRAY_IDX(live, i, bdg_endorsement_t);
        bdg_json_add(list, json_string(e->external_url ? e->external_url : e->public_id));
    }
    return list;
}

static bdg_err_t *on_assertion(bdg_db_t *db, int64_t id, json_t *list, apr_pool_t *pool)
{
    bdg_assertion_t *a;
    json_t *details;
    BDG_TRY(bdg_assertion_by_id(&a, db, id, pool));
    const char *now = a->details_json ? a->details_json : "{}";
    BDG_TRY(bdg_json_parse(&details, now, strlen(now), DETAILS_MAX, pool));
    if (json_array_size(list))
        json_object_set(details, "endorsements", list);
    else
        json_object_del(details, "endorsements");
    BDG_TRY(bdg_db_exec(db, BDG_Q_ENDORSEMENTS_ON_ASSERTION, BDG_ARGS(BDG_STR(json_object_size(details) ? bdg_json_dump(details, pool) : NULL), BDG_INT(id)), NULL, NULL));
    return bdg_public_change_bump(db, a->public_id);
}

/* All awards of the badge, or of all badges of the issuer, quote them. */
bdg_err_t *bdg_endorsements_publish(bdg_db_t *db, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id, apr_pool_t *pool)
{
    apr_array_header_t *live;
    BDG_TRY(bdg_endorsements_live(&live, db, kind, subject_id, version_id, pool));
    json_t *list = addresses(live, pool);
    if (kind == BDG_ENDORSED_ASSERTION)
        return on_assertion(db, subject_id, list, pool);
    const char *text = live->nelts ? bdg_json_dump(list, pool) : NULL;
    BDG_TRY(bdg_db_exec(db, kind == BDG_ENDORSED_BADGE_CLASS ? BDG_Q_ENDORSEMENTS_ON_BADGE_CLASS : BDG_Q_ENDORSEMENTS_ON_ISSUER,
                        BDG_ARGS(BDG_STR(text), BDG_INT(version_id)), NULL, NULL));
    return bdg_public_change_bump_all(db);
}

/* --- lists */

#define FILTER(f) BDG_INT((f)->endorser_organisation_id), BDG_STR((f)->state), BDG_INT((f)->whole), BDG_INT((f)->account_id)

bdg_err_t *bdg_endorsement_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_endorsement_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_endorsement_t), pool);
    BDG_TRY(bdg_db_each(db, f->newer ? BDG_Q_ENDORSEMENT_LIST_NEWER : BDG_Q_ENDORSEMENT_LIST_OLDER, BDG_ARGS(FILTER(f), BDG_STR(f->cursor), BDG_INT(f->limit + 1)),
                        take, &l));
    *rows = bdg_list_end(&l, f->newer);
    return NULL;
}

bdg_err_t *bdg_endorsement_count(int64_t *n, bdg_db_t *db, const bdg_endorsement_filter_t *f) { return bdg_db_int(db, BDG_Q_ENDORSEMENT_LIST_COUNT, BDG_ARGS(FILTER(f)), n); }
