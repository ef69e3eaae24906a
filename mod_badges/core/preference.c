#include "core/preference.h"
#include "base/json.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/person.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/preference.h"
#include <apr_strings.h>
#include <string.h>

/* field: what is chosen, as the audit log calls it. */
typedef struct choice_t {
    const bdg_actor_t *actor;
    const char *field, *was, *is;
    bdg_err_t *(*set)(bdg_db_t *db, int64_t account_id, const char *value);
    const char *before;      /* what it was when the form was opened; NULL where nobody else can choose it */
} choice_t;

static bdg_err_t *choose_tx(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const choice_t *c = baton;
    const bdg_actor_t *a = c->actor;
    if (c->before) {
        const char *now;
        BDG_TRY(bdg_account_lock(db, a->account_id));
        BDG_TRY(bdg_preference_username(&now, db, a->account_id, scratch));
        if (strcmp(now, c->before))
            return bdg_err(BDG_E_CONFLICT, "Your username was changed meanwhile.");
    }
    BDG_TRY(c->set(db, a->account_id, c->is));
    json_t *before = bdg_json_str(bdg_json_object(scratch), c->field, c->was), *after = bdg_json_str(bdg_json_object(scratch), c->field, c->is);
    return bdg_audit(db, 0, a->account_id, a->address, apr_pstrcat(scratch, "account.", c->field, NULL), "account", a->account_id, before, after, scratch);
}

/* Nothing happens when it is so already. */
static bdg_err_t *choose(bdg_db_t *db, choice_t *c, apr_pool_t *pool) { return bdg_same(c->was, c->is) ? NULL : bdg_db_tx(db, choose_tx, c, pool); }

bdg_err_t *bdg_preference_choose_language(bdg_db_t *db, const bdg_actor_t *actor, const bdg_languages_t *all, const char *tag, apr_pool_t *pool)
{
    const bdg_language_t *l = bdg_languages_find(all, tag);
    if (*tag && !l)
        return bdg_err(BDG_E_INVALID, "Choose one of the languages that are offered.");
    return choose(db, &(choice_t){ actor, "language", actor->language, l ? l->tag : NULL, bdg_preference_set_language, NULL }, pool);
}

bdg_err_t *bdg_preference_choose_zone(bdg_db_t *db, const bdg_actor_t *actor, const char *zone, apr_pool_t *pool)
{
    if (*zone && !bdg_zone_known(zone))
        return bdg_err(BDG_E_INVALID, "Choose one of the time zones that are offered.");
    return choose(db, &(choice_t){ actor, "time_zone", actor->time_zone, *zone && strcmp(zone, "UTC") ? zone : NULL, bdg_preference_set_zone, NULL }, pool);
}

bdg_err_t *bdg_preference_choose_username(bdg_db_t *db, const bdg_actor_t *actor, const char *before, const char *typed, bdg_check_t *check, apr_pool_t *pool)
{
    const char *clean = bdg_person_username(check, typed), *was;
    int taken = 0;
    BDG_TRY(bdg_check_result(check));
    BDG_TRY(bdg_preference_username(&was, db, actor->account_id, pool));
    if (*clean)
        BDG_TRY(bdg_person_username_taken(&taken, db, clean, actor->account_id));
    bdg_err_t *e = taken ? NULL : choose(db, &(choice_t){ actor, "username", bdg_or_null(was), bdg_or_null(clean), bdg_preference_set_username, before ? before : "" }, pool);
    if (e && e->code == BDG_E_DUPLICATE) {
        bdg_err_clear(e);
        taken = 1;
    } else if (e) {
        return e;
    }
    if (taken)
        bdg_check_add(check, "username", "Username", "Somebody else has this username.");
    return bdg_check_result(check);
}
