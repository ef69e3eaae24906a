#include "core/message.h"
#include "base/json.h"
#include "core/assertion.h"
#include "store/audit.h"
#include <string.h>

#define CANCELLED "Cancelled by an administrator."

static bdg_err_t *audit(const bdg_edit_t *edit, bdg_db_t *db, const char *action, int64_t id, json_t *after, apr_pool_t *pool)
{
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, action, "message", id, NULL, after, pool);
}

static bdg_err_t *again_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const bdg_edit_t *edit = baton;
    const char *state;
    int64_t award, changed;
    int revoked, under_way;
    BDG_TRY(bdg_outbox_state(&state, &award, &revoked, db, edit->id, edit->organisation_id, pool));
    if (revoked)
        return bdg_err(BDG_E_CONFLICT, "The credential of this mail is revoked, so it is not sent.");
    if (!strcmp(state, "waiting") || !strcmp(state, "claimed"))
        return NULL;
    if (!strcmp(state, "done") && award) {
        bdg_edit_t of_award = *edit;
        of_award.db = db;
        of_award.id = award;
        return bdg_assertion_mail_again(&under_way, &of_award);
    }
    BDG_TRY(bdg_outbox_again(&changed, db, edit->id, edit->organisation_id));
    return changed ? audit(edit, db, "message.again", edit->id, NULL, pool) : NULL;
}

bdg_err_t *bdg_message_again(const bdg_edit_t *edit) { return bdg_db_tx(edit->db, again_tx, (void *)edit, edit->pool); }

static bdg_err_t *cancel_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const bdg_edit_t *edit = baton;
    int64_t changed;
    BDG_TRY(bdg_outbox_stop(&changed, db, edit->id, edit->organisation_id, CANCELLED));
    if (!changed)
        return bdg_err(BDG_E_CONFLICT, "This mail does not wait any more.");
    return audit(edit, db, "message.cancel", edit->id, NULL, pool);
}

bdg_err_t *bdg_message_cancel(const bdg_edit_t *edit) { return bdg_db_tx(edit->db, cancel_tx, (void *)edit, edit->pool); }

typedef struct all_t { const bdg_edit_t *edit; const bdg_outbox_filter_t *filter; int again; int64_t after, next, n; int more; } all_t;

static bdg_err_t *some_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    all_t *a = baton;
    apr_array_header_t *ids;
    BDG_TRY(bdg_outbox_some(&ids, db, a->filter, a->again ? "given_up" : "waiting", a->after, pool));
    a->n = 0;
    for (int i = 0; i < ids->nelts; i++) {
        int64_t changed;
        a->next = APR_ARRAY_IDX(ids, i, int64_t);
        if (a->again)
            BDG_TRY(bdg_outbox_again(&changed, db, a->next, a->edit->organisation_id));
        else
            BDG_TRY(bdg_outbox_stop(&changed, db, a->next, a->edit->organisation_id, CANCELLED));
        a->n += changed;
    }
    a->more = ids->nelts > 0;
    if (!a->n)
        return NULL;
    json_t *after = bdg_json_object(pool);
    bdg_json_int(after, "mails", a->n);
    return audit(a->edit, db, a->again ? "message.again_all" : "message.cancel_all", 0, after, pool);
}

bdg_err_t *bdg_messages_all(int64_t *n, const bdg_edit_t *edit, const bdg_outbox_filter_t *filter, int again)
{
    all_t a = { .edit = edit, .filter = filter, .again = again };
    *n = 0;
    do {
        BDG_TRY(bdg_db_tx(edit->db, some_tx, &a, edit->pool));
        *n += a.n;
        a.after = a.next;
    } while (a.more);
    return NULL;
}
