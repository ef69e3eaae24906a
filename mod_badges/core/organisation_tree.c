/* Moving, removing and bringing back. */
#include "core/access.h"
#include "core/administrator.h"
#include "core/organisation.h"
#include "base/json.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/job.h"
#include "store/person.h"
#include <apr_strings.h>
#include <string.h>

typedef struct shape_t { const bdg_edit_t *edit; const char *to, *state; } shape_t;

bdg_err_t *bdg_organisation_may_leave(const char **why, bdg_db_t *db, const bdg_actor_t *actor, const bdg_organisation_t *o)
{
    bdg_perms_t perms;
    *why = NULL;
    if (!o->parent_id) {
        *why = "It stands at the top of its tree.";
        return NULL;
    }
    BDG_TRY(bdg_access_at(&perms, db, actor, o->parent_id, 0, 0));
    if (!(perms & BDG_PERM_BIT(BDG_PERM_ORGANISATION_MANAGE)))
        *why = "You have no role above it that lets you manage organisations. Ask an administrator of the organisation above.";
    return NULL;
}

/* Holds the tree, and reads what edit is about: nobody else moves anything until the end of the transaction. */
static bdg_err_t *begin(bdg_organisation_t **now, bdg_db_t *db, const bdg_edit_t *edit, apr_pool_t *pool)
{
    const char *why;
    bdg_perms_t perms;
    bdg_check_rewind(edit->check, 0);
    BDG_TRY(bdg_organisation_tree_hold(db));
    BDG_TRY(bdg_organisation_lock(db, edit->id));
    BDG_TRY(bdg_organisation_by_id(now, db, edit->id, pool));
    if ((*now)->revision != edit->revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this organisation while you were looking at it. Look at it again.");
    BDG_TRY(bdg_access_at(&perms, db, edit->actor, edit->id, 0, 0));
    BDG_TRY(bdg_access_ask(perms, BDG_PERM_ORGANISATION_MANAGE));
    BDG_TRY(bdg_organisation_may_leave(&why, db, edit->actor, *now));
    return why ? bdg_err(BDG_E_FORBIDDEN, "%s", why) : NULL;
}

static json_t *place(const char *parent, const char *state, apr_pool_t *pool)
{
    json_t *j = bdg_json_object(pool);
    bdg_json_str(j, "parent", parent);
    return bdg_json_str(j, "state", state);
}

/* --- move */

static bdg_err_t *find_target(bdg_organisation_t **to, bdg_db_t *db, const bdg_edit_t *edit, const char *public_id, apr_pool_t *pool)
{
    bdg_perms_t perms = 0;
    int below = 0;
    *to = NULL;
    bdg_err_t *e = public_id && bdg_id_valid(public_id) ? bdg_organisation_by_public_id(to, db, public_id, pool) : NULL;
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    if (*to)
        BDG_TRY(bdg_access_at(&perms, db, edit->actor, (*to)->id, 0, 0));
    if (!(perms & BDG_PERM_BIT(BDG_PERM_ORGANISATION_MANAGE)) || strcmp((*to)->state, "active"))
        bdg_check_add(edit->check, "to", "New place", "Choose an organisation of the list.");
    else
        BDG_TRY(bdg_organisation_is_below(&below, db, (*to)->id, edit->id));
    if (below)
        bdg_check_add(edit->check, "to", "New place", "An organisation cannot be moved below itself.");
    return bdg_check_result(edit->check);
}

static bdg_err_t *move_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const shape_t *s = baton;
    const bdg_edit_t *edit = s->edit;
    bdg_organisation_t *now, *to, *from;
    BDG_TRY(begin(&now, db, edit, pool));
    BDG_TRY(find_target(&to, db, edit, s->to, pool));
    if (to->id == now->parent_id)
        return NULL;
    if (strcmp(now->state, "active"))
        return bdg_err(BDG_E_CONFLICT, "%s was removed. Bring it back before you move it.", now->name);
    BDG_TRY(bdg_organisation_by_id(&from, db, now->parent_id, pool));
    BDG_TRY(bdg_administrator_keep(db, edit->id));
    BDG_TRY(bdg_organisation_hang(db, now, to->id));
    BDG_TRY(bdg_administrator_check(db, edit->id, pool));
    BDG_TRY(bdg_job_put(db, BDG_PEOPLE_REACH_JOB, edit->id));
    return bdg_audit(db, edit->id, edit->actor->account_id, edit->actor->address, "organisation.move", "organisation", edit->id, place(from->public_id, NULL, pool),
                     place(to->public_id, NULL, pool), pool);
}

bdg_err_t *bdg_organisation_move(const bdg_edit_t *edit, const char *to)
{
    shape_t s = { edit, to, NULL };
    return bdg_db_tx(edit->db, move_tx, &s, edit->pool);
}

/* --- remove, restore */

static void blocker(apr_array_header_t *list, int64_t n, const char *one, const char *many)
{
    if (n == 1)
        *(const char **)apr_array_push(list) = apr_psprintf(list->pool, "1 %s", one);
    else if (n)
        *(const char **)apr_array_push(list) = apr_psprintf(list->pool, "%ld %s", (long)n, many);
}

apr_array_header_t *bdg_organisation_in_the_way(const bdg_organisation_holds_t *h, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 4, sizeof(const char *));
    blocker(list, h->children, "organisation below it", "organisations below it");
    blocker(list, h->issuers, "issuer in use", "issuers in use");
    blocker(list, h->badges, "badge that is not archived", "badges that are not archived");
    blocker(list, h->batches, "batch under way", "batches under way");
    return list;
}

static bdg_err_t *state_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const shape_t *s = baton;
    const bdg_edit_t *edit = s->edit;
    bdg_organisation_t *now, *parent;
    bdg_organisation_holds_t holds;
    int removes = !strcmp(s->state, "removed");
    BDG_TRY(begin(&now, db, edit, pool));
    if (!strcmp(now->state, s->state))
        return NULL;
    BDG_TRY(bdg_organisation_holds(&holds, db, edit->id));
    apr_array_header_t *left = bdg_organisation_in_the_way(&holds, pool);
    if (removes && left->nelts)
        return bdg_err(BDG_E_CONFLICT, "%s still has %s.", now->name, apr_array_pstrcat(pool, left, ','));
    BDG_TRY(bdg_organisation_by_id(&parent, db, now->parent_id, pool));
    if (!removes && strcmp(parent->state, "active"))
        return bdg_err(BDG_E_CONFLICT, "The organisation above, %s, was removed too. Bring that one back first.", parent->name);
    bdg_organisation_t next = *now;
    next.state = s->state;
    BDG_TRY(bdg_administrator_keep(db, edit->id));
    BDG_TRY(bdg_organisation_update(db, &next));
    if (!removes)      /* who was administrator of it may have gone meanwhile; one that is removed needs none */
        BDG_TRY(bdg_administrator_check(db, edit->id, pool));
    return bdg_audit(db, edit->id, edit->actor->account_id, edit->actor->address, removes ? "organisation.remove" : "organisation.restore", "organisation", edit->id,
                     place(NULL, now->state, pool), place(NULL, next.state, pool), pool);
}

static bdg_err_t *set_state(const bdg_edit_t *edit, const char *state)
{
    shape_t s = { edit, NULL, state };
    return bdg_db_tx(edit->db, state_tx, &s, edit->pool);
}

bdg_err_t *bdg_organisation_remove(const bdg_edit_t *edit) { return set_state(edit, "removed"); }
bdg_err_t *bdg_organisation_restore(const bdg_edit_t *edit) { return set_state(edit, "active"); }
