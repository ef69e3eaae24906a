#include "core/preference.h"
#include "base/json.h"
#include "store/audit.h"
#include "store/preference.h"
#include <string.h>

typedef struct choice_t { const bdg_actor_t *actor; const char *tag; } choice_t;

static bdg_err_t *choose_tx(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const choice_t *c = baton;
    const bdg_actor_t *a = c->actor;
    BDG_TRY(bdg_preference_set_language(db, a->account_id, c->tag));
    json_t *before = bdg_json_str(bdg_json_object(scratch), "language", a->language), *after = bdg_json_str(bdg_json_object(scratch), "language", c->tag);
    return bdg_audit(db, 0, a->account_id, a->address, "account.language", "account", a->account_id, before, after, scratch);
}

bdg_err_t *bdg_preference_choose_language(bdg_db_t *db, const bdg_actor_t *actor, const bdg_languages_t *all, const char *tag, apr_pool_t *pool)
{
    const bdg_language_t *l = bdg_languages_find(all, tag);
    if (*tag && !l)
        return bdg_err(BDG_E_INVALID, "Choose one of the languages that are offered.");
    choice_t c = { actor, l ? l->tag : NULL };
    if (!strcmp(c.tag ? c.tag : "", actor->language ? actor->language : ""))
        return NULL;
    return bdg_db_tx(db, choose_tx, &c, pool);
}
