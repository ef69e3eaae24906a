#include "core/staff.h"
#include "base/id.h"
#include "base/str.h"
#include "core/place.h"
#include "store/staff.h"
#include <string.h>

const char *const bdg_staff_roles[] = { "issuer_owner", "issuer_editor", "issuer_staff", NULL };

static int known(const char *role)
{
    for (int i = 0; bdg_staff_roles[i]; i++)
        if (!strcmp(role, bdg_staff_roles[i]))
            return 1;
    return 0;
}

typedef struct set_t { const bdg_edit_t *edit; const char *person, *role, *seen; } set_t;

static bdg_err_t *set_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const set_t *s = baton;
    const bdg_edit_t *edit = s->edit;
    int64_t account, role_id, seen = 0;
    bdg_role_t *role;
    bdg_place_t place = { .organisation_id = edit->organisation_id, .issuer_id = edit->id };
    BDG_TRY(bdg_staff_person(&account, db, edit->id, edit->organisation_id, s->person));
    if (*s->seen)
        BDG_TRY(bdg_role_builtin(&seen, db, s->seen));
    if (!s->role)
        return bdg_place_take(db, edit->actor, account, &place, seen, pool);
    BDG_TRY(bdg_role_builtin(&role_id, db, s->role));
    BDG_TRY(bdg_role_by_id(&role, db, role_id, pool));
    return bdg_place_give(db, edit->actor, account, &place, role, seen, pool);
}

bdg_err_t *bdg_staff_set(const bdg_edit_t *edit, const char *person, const char *role, const char *seen)
{
    set_t s = { edit, person, role, seen ? seen : "" };
    if (!person || !bdg_id_valid(person))
        return bdg_err(BDG_E_INVALID, "Choose a person.");
    if ((role && !known(role)) || (*s.seen && !known(s.seen)))
        return bdg_err(BDG_E_INVALID, "Choose what the person is to do for the issuer.");
    return bdg_db_tx(edit->db, set_tx, &s, edit->pool);
}
