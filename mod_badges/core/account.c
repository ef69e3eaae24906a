#include "core/account.h"
#include "base/str.h"
#include "core/organisation.h"
#include "core/password.h"
#include "store/audit.h"
#include "store/link.h"
#include <apr_strings.h>
#include <string.h>

static const char *name_problem(const char **name, apr_pool_t *pool)
{
    *name = *name ? bdg_text_clean(*name, strlen(*name), 0, pool) : "";
    if (!**name)
        return "Give a name.";
    return bdg_utf8_count(*name) > BDG_PERSON_NAME_MAX ? "This is longer than the 120 characters that a name can have." : NULL;
}

static const char *email_problem(const char **email, apr_pool_t *pool)
{
    *email = *email ? bdg_text_clean(*email, strlen(*email), 0, pool) : "";
    const char *wrong = **email ? bdg_email_problem(*email) : "Give an email address.";
    if (!wrong)
        *email = bdg_email_normalise(*email, pool);
    return wrong;
}

int bdg_new_admin_check(bdg_new_admin_t *f, apr_pool_t *pool)
{
    f->organisation_wrong = f->organisation ? bdg_organisation_name_problem(&f->organisation, f->organisation, pool) : NULL;
    f->name_wrong = name_problem(&f->name, pool);
    f->email_wrong = email_problem(&f->email, pool);
    const char *about[] = { f->email, f->name, f->organisation ? f->organisation : f->default_organisation };
    f->password_wrong = bdg_password_problem(f->password ? f->password : "", about, 3, pool);
    return !!f->organisation_wrong + !!f->name_wrong + !!f->email_wrong + !!f->password_wrong;
}

typedef struct make_t {
    const bdg_new_admin_t *form;
    const char *hash;
    const unsigned char *link;
    const bdg_actor_t *actor;
    apr_pool_t *pool;
    bdg_account_t *account;
} make_t;

static bdg_err_t *organisation(bdg_organisation_t **out, bdg_db_t *db, const make_t *m)
{
    apr_array_header_t *roots;
    const char *name = m->form->organisation;
    BDG_TRY(bdg_organisation_roots(&roots, db, m->pool));
    for (int i = 0; i < roots->nelts; i++) {
        *out = &APR_ARRAY_IDX(roots, i, bdg_organisation_t);
        if (name ? !strcmp(bdg_text_fold((*out)->name, m->pool), bdg_text_fold(name, m->pool)) : roots->nelts == 1)
            return NULL;
    }
    if (!name && roots->nelts)
        return bdg_err(BDG_E_INVALID, "There are several organisations here. Name the one that is meant.");
    if (!name)
        name = m->form->default_organisation;
    if (!name)
        return bdg_err(BDG_E_INVALID, "There is no organisation yet. Name the first one.");
    return bdg_organisation_make(out, db, name, m->actor, m->pool);
}

static bdg_err_t *must_be_new(bdg_db_t *db, const make_t *m)
{
    bdg_account_t *there;
    bdg_err_t *e = bdg_account_by_email(&there, db, m->form->email, m->pool);
    if (!e)
        return bdg_err(BDG_E_CONFLICT, "There is an account for %s already.", m->form->email);
    if (e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    return NULL;
}

/* All first-run links go in the transaction that makes an account: of two at the same moment one then finds its link gone. */
static bdg_err_t *use_link(bdg_db_t *db, const make_t *m)
{
    int any;
    if (m->link) {
        BDG_TRY(bdg_link_take(db, m->link));
        BDG_TRY(bdg_account_any(&any, db));
        if (any)
            return bdg_err(BDG_E_GONE, "This server has an administrator already.");
    }
    return bdg_link_delete_first_run(db);
}

static bdg_err_t *make(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    make_t *m = baton;
    bdg_organisation_t *o = NULL;
    char id[BDG_ID_LEN + 1];
    BDG_TRY(use_link(db, m));
    BDG_TRY(must_be_new(db, m));
    BDG_TRY(organisation(&o, db, m));
    bdg_account_t *a = m->account = apr_pcalloc(m->pool, sizeof *a);
    bdg_id_new(id);
    a->public_id = apr_pstrdup(m->pool, id);
    a->email = m->form->email;
    a->name = m->form->name;
    a->password_hash = m->hash;
    a->state = BDG_ACCOUNT_VERIFIED;
    BDG_TRY(bdg_account_insert(a, db));
    BDG_TRY(bdg_role_assign(db, a->id, o->id, "organisation_administrator"));
    json_t *after = bdg_json_str(bdg_json_str(bdg_json_str(bdg_json_object(scratch), "email", a->email), "name", a->name), "role", "organisation_administrator");
    return bdg_audit(db, o->id, m->actor->account_id, m->actor->address, "account.create", "account", a->id, NULL, after, scratch);
}

bdg_err_t *bdg_new_admin_make(bdg_account_t **out, bdg_db_t *db, const bdg_new_admin_t *form, const char *hash, const unsigned char *link,
                              const bdg_actor_t *actor, apr_pool_t *pool)
{
    make_t m = { form, hash, link, actor, pool, NULL };
    bdg_err_t *e = bdg_db_tx(db, make, &m, pool);
    if (e && e->code == BDG_E_DUPLICATE)   /* somebody was quicker by a hair */
        return bdg_err_wrap(e, BDG_E_CONFLICT, "There is an account for %s already.", form->email);
    *out = m.account;
    return e;
}
