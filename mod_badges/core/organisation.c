#include "core/organisation.h"
#include "base/str.h"
#include "store/audit.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define SLUG_MAX 40

const char *bdg_organisation_name_problem(const char **name, const char *typed, apr_pool_t *pool)
{
    *name = typed ? bdg_text_clean(typed, strlen(typed), 0, pool) : "";
    if (!**name)
        return "Give the organisation a name.";
    if (bdg_utf8_count(*name) > BDG_ORGANISATION_NAME_MAX)
        return "This is longer than the 120 characters that a name can have.";
    return NULL;
}

/* "Northgate College, Leeds" -> "northgate-college-leeds". Other scripts leave nothing: then "organisation". */
static const char *slug_of(const char *name, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, SLUG_MAX + 1);
    size_t n = 0;
    for (const char *p = bdg_text_fold(name, pool); *p && n < SLUG_MAX; p++)
        if (isalnum((unsigned char)*p) && (unsigned char)*p < 0x80)
            out[n++] = *p;
        else if (n && out[n - 1] != '-')
            out[n++] = '-';
    while (n && out[n - 1] == '-')
        n--;
    out[n] = 0;
    return n ? out : "organisation";
}

bdg_err_t *bdg_organisation_make(bdg_organisation_t **out, bdg_db_t *db, const char *name, const bdg_actor_t *actor, apr_pool_t *pool)
{
    bdg_organisation_t *o = apr_pcalloc(pool, sizeof *o);
    char id[BDG_ID_LEN + 1];
    bdg_id_new(id);
    o->public_id = apr_pstrdup(pool, id);
    o->name = name;
    const char *slug = o->slug = slug_of(name, pool);
    int taken;
    BDG_TRY(bdg_organisation_slug_taken(&taken, db, slug, 0));
    for (int n = 2; taken; n++) {
        o->slug = apr_psprintf(pool, "%s-%d", slug, n);
        BDG_TRY(bdg_organisation_slug_taken(&taken, db, o->slug, 0));
    }
    BDG_TRY(bdg_organisation_insert(o, db));
    *out = o;
    json_t *after = bdg_json_str(bdg_json_str(bdg_json_object(pool), "name", o->name), "slug", o->slug);
    return bdg_audit(db, o->id, actor->account_id, actor->address, "organisation.create", "organisation", o->id, NULL, after, pool);
}
