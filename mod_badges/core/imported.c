#include "core/imported.h"
#include "core/ob_credential.h"
#include "base/id.h"
#include "base/str.h"
#include "store/audit.h"
#include <apr_strings.h>
#include <string.h>

#define NAME_MAX_CHARACTERS 200
#define VERDICT_MAX (256 * 1024)
#define URL_BYTES_MAX 2000
#define FILE_NAME_MAX 255

int bdg_imported_is_shown(const bdg_imported_t *b) { return b->is_mine && (!strcmp(b->outcome, "valid") || !strcmp(b->outcome, "expired")); }

/* One line of at most max characters, whatever it was. */
static const char *line(const char *s, size_t max, const char *otherwise, apr_pool_t *pool)
{
    if (!s || !bdg_utf8_valid(s, strlen(s), NULL))
        return otherwise;
    char *clean = apr_pstrdup(pool, bdg_text_clean(s, strlen(s), 0, pool));
    size_t n = 0, characters = 0;
    for (; clean[n]; n++)
        if (((unsigned char)clean[n] & 0xC0) != 0x80 && characters++ == max)
            break;
    clean[n] = 0;
    return *clean ? clean : otherwise;
}

static bdg_date_t date(const json_t *verdict, const char *key)
{
    const char *s = bdg_json_get_str(verdict, key);
    return s ? bdg_date_parse_iso(s) : BDG_DATE_NONE;
}

static bdg_err_t *from_verdict(bdg_imported_t *b, const json_t *verdict, apr_pool_t *pool)
{
    static const char *const outcomes[] = { "valid", "expired", "revoked", "unknown" };
    const char *outcome = bdg_json_get_str(verdict, "outcome");
    b->outcome = "invalid";
    for (size_t i = 0; outcome && i < sizeof outcomes / sizeof *outcomes; i++)
        if (!strcmp(outcome, outcomes[i]))
            b->outcome = outcomes[i];
    b->name = line(bdg_json_get_str(verdict, "name"), NAME_MAX_CHARACTERS, NULL, pool);
    b->issuer_name = line(bdg_json_get_str(verdict, "issuer"), NAME_MAX_CHARACTERS, NULL, pool);
    b->issued_on = date(verdict, "issued_on");
    b->expires_on = date(verdict, "expires_on");
    b->verdict_json = bdg_json_dump(verdict, pool);
    return strlen(b->verdict_json) > VERDICT_MAX ? bdg_err(BDG_E_TOO_LARGE, "This badge says more of itself than can be kept.") : NULL;
}

/* ---------------------------------------------------------------- keeping */

typedef struct keep_t { const bdg_actor_t *actor; bdg_imported_t *b; bdg_imported_bytes_t bytes; int replace; const char *same; apr_pool_t *pool; } keep_t;

static bdg_err_t *replace(keep_t *k, bdg_db_t *db, apr_pool_t *scratch)
{
    int64_t id;
    BDG_TRY(bdg_imported_scope(&id, db, k->actor->account_id, k->same));
    BDG_TRY(bdg_imported_replace(db, k->actor->account_id, id, k->b, &k->bytes));
    json_t *after = bdg_json_str(bdg_json_object(scratch), "outcome", k->b->outcome);
    return bdg_audit(db, 0, k->actor->account_id, k->actor->address, "imported_badge.replace", "imported_badge", id, NULL, after, scratch);
}

static bdg_err_t *keep(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    keep_t *k = baton;
    int64_t n;
    BDG_TRY(bdg_imported_same(&k->same, db, k->actor->account_id, k->bytes.sha256, k->pool));
    if (k->same)
        return k->replace ? replace(k, db, scratch) : NULL;
    BDG_TRY(bdg_imported_count(&n, db, k->actor->account_id));
    if (n >= BDG_IMPORTED_MAX)
        return bdg_err(BDG_E_CONFLICT, "You have brought %d badges, which is as many as there can be. Remove one first.", BDG_IMPORTED_MAX);
    BDG_TRY(bdg_imported_insert(k->b, db, k->actor->account_id, &k->bytes));
    json_t *after = bdg_json_str(bdg_json_object(scratch), "outcome", k->b->outcome);
    return bdg_audit(db, 0, k->actor->account_id, k->actor->address, "imported_badge.create", "imported_badge", k->b->id, NULL, after, scratch);
}

/* Fills b but for its id and where it came from. */
static bdg_err_t *begin(bdg_imported_t *b, const bdg_import_t *import, apr_pool_t *pool)
{
    char id[BDG_ID_LEN + 1];
    BDG_TRY(from_verdict(b, import->verdict, pool));
    if (bdg_json_get_str(import->verdict, "kind"))
        return bdg_err(BDG_E_INVALID, "This is an endorsement, and not a badge that was awarded to somebody.");
    if (!strcmp(b->outcome, "invalid")) {
        const char *why = line(bdg_json_get_str(import->verdict, "text"), 500, "It is no badge that could be verified.", pool);
        return bdg_err(BDG_E_INVALID, "This badge is not valid, so it was not kept. %s", why);
    }
    b->name = b->name ? b->name : "A badge";
    b->issuer_name = b->issuer_name ? b->issuer_name : "an unknown issuer";
    bdg_id_new(id);
    b->public_id = apr_pstrdup(pool, id);
    b->is_mine = import->is_mine;
    return NULL;
}

static bdg_err_t *run(keep_t *k, bdg_db_t *db)
{
    bdg_err_t *e = bdg_db_tx(db, keep, k, k->pool);
    if (!e || e->code != BDG_E_DUPLICATE)
        return e;
    bdg_err_clear(e);      /* sent twice at the same moment */
    return k->replace ? bdg_db_tx(db, keep, k, k->pool) : bdg_imported_same(&k->same, db, k->actor->account_id, k->bytes.sha256, k->pool);
}

/* What two that are the same have in common: of Open Badges 3.0 issuer and id, however it came (as an application brings it, in a file, in a picture); of
 * earlier ones the bytes. */
static void identify(unsigned char key[32], const bdg_import_t *import, apr_pool_t *pool)
{
    const char *format = bdg_json_get_str(import->verdict, "format"), *id = bdg_json_get_str(import->verdict, "id");
    const char *issuer = bdg_json_get_str(import->verdict, "issuer_id");
    if (format && id && issuer && !strncmp(format, "Open Badges 3.0", 15))
        bdg_ob_credential_key(key, id, issuer, pool);
    else
        bdg_sha256(import->data, import->len, key);
}

bdg_err_t *bdg_imported_keep(const char **public_id, int *again, bdg_db_t *db, const bdg_actor_t *actor, const bdg_import_t *import, apr_pool_t *pool)
{
    bdg_imported_t b = { 0 };
    keep_t k = { actor, &b, { import->data, import->len, import->png, import->png_len, { 0 } }, 0, NULL, pool };
    BDG_TRY(begin(&b, import, pool));
    b.source_url = import->url && strlen(import->url) <= URL_BYTES_MAX ? import->url : NULL;
    b.file_name = line(import->file_name, FILE_NAME_MAX, NULL, pool);
    identify(k.bytes.sha256, import, pool);
    bdg_err_t *e = run(&k, db);
    *again = k.same != NULL;
    *public_id = k.same ? k.same : b.public_id;
    return e;
}

bdg_err_t *bdg_imported_put(int *replaced, bdg_db_t *db, const bdg_actor_t *actor, const bdg_import_t *import, const unsigned char key[32], apr_pool_t *pool)
{
    bdg_imported_t b = { 0 };
    keep_t k = { actor, &b, { import->data, import->len, NULL, 0, { 0 } }, 1, NULL, pool };
    BDG_TRY(begin(&b, import, pool));
    memcpy(k.bytes.sha256, key, sizeof k.bytes.sha256);
    BDG_TRY(run(&k, db));
    *replaced = k.same != NULL;
    return NULL;
}

/* ---------------------------------------------------------------- later */

bdg_err_t *bdg_imported_rechecked(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, const json_t *verdict, int is_mine, apr_pool_t *pool)
{
    bdg_imported_t b = { .id = id, .is_mine = is_mine };
    BDG_TRY(from_verdict(&b, verdict, pool));
    /* Out of reach or revoked, it does not say any more whose it is. */
    if (!is_mine && (!strcmp(b.outcome, "unknown") || !strcmp(b.outcome, "revoked")))
        b.is_mine = -1;
    return bdg_imported_checked(db, actor->account_id, &b);
}

typedef struct remove_t { const bdg_actor_t *actor; int64_t id; } remove_t;

static bdg_err_t *remove_tx(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const remove_t *r = baton;
    BDG_TRY(bdg_collection_take_imported(db, r->id));
    BDG_TRY(bdg_imported_delete(db, r->actor->account_id, r->id));
    return bdg_audit(db, 0, r->actor->account_id, r->actor->address, "imported_badge.delete", "imported_badge", r->id, NULL, NULL, scratch);
}

bdg_err_t *bdg_imported_remove(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, apr_pool_t *pool)
{
    remove_t r = { actor, id };
    return bdg_db_tx(db, remove_tx, &r, pool);
}
