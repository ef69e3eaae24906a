#include "core/second_factor.h"
#include "base/id.h"
#include "base/log.h"
#include "base/str.h"
#include "core/throttle.h"
#include "io/seal.h"
#include "io/totp.h"
#include "store/audit.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define THE_OPERATOR (-1)       /* account of the audit log */

static const char *about(int64_t account_id, apr_pool_t *pool) { return apr_psprintf(pool, "second factor of account %" APR_INT64_T_FMT, (apr_int64_t)account_id); }

static bdg_err_t *has_secret_file(const bdg_site_t *site)
{
    if (site->secret)
        return NULL;
    return bdg_err_detail(bdg_err(BDG_E_UNAVAILABLE, "This server cannot keep secrets at the moment. Please tell whoever runs it."), "%s",
                          site->secret_wrong ? site->secret_wrong : "BadgesSecretFile is not set");
}

static bdg_err_t *secret_of(const unsigned char **secret, const bdg_second_factor_t *f, const bdg_site_t *site, int64_t account_id, apr_pool_t *pool)
{
    size_t len;
    BDG_TRY(has_secret_file(site));
    BDG_TRY(bdg_unseal(secret, &len, site->secret, about(account_id, pool), f->sealed, f->sealed_len, pool));
    return len == BDG_TOTP_SECRET ? NULL : bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "a second factor of %ld bytes", (long)len);
}

static bdg_err_t *audit(bdg_db_t *db, int64_t actor_id, const char *address, const char *action, int64_t account_id, apr_pool_t *pool)
{
    return bdg_audit(db, 0, actor_id, address, action, "account", account_id, NULL, NULL, pool);
}

/* ---------------------------------------------------------------- setting up */

bdg_err_t *bdg_second_factor_begin(bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, apr_pool_t *pool)
{
    unsigned char *secret = bdg_secret_alloc(BDG_TOTP_SECRET, pool);
    const void *sealed;
    size_t len;
    int on;
    BDG_TRY(has_secret_file(site));
    bdg_random(secret, BDG_TOTP_SECRET);
    BDG_TRY(bdg_seal(&sealed, &len, site->secret, about(actor->account_id, pool), secret, BDG_TOTP_SECRET, pool));
    bdg_err_t *e = bdg_second_factor_insert(db, actor->account_id, sealed, len);
    if (!e || e->code != BDG_E_DUPLICATE)
        return e;
    bdg_err_clear(e);
    BDG_TRY(bdg_second_factor_on(&on, db, actor->account_id));
    return on ? bdg_err(BDG_E_CONFLICT, "Two-factor authentication is in use already.") : NULL;
}

static bdg_err_t *being_set_up(const unsigned char **secret, bdg_db_t *db, const bdg_site_t *site, int64_t account_id, apr_pool_t *pool)
{
    bdg_second_factor_t *f;
    BDG_TRY(bdg_second_factor_get(&f, db, account_id, pool));
    if (f->confirmed)
        return bdg_err(BDG_E_NOT_FOUND, "Nothing waits to be confirmed here.");
    return secret_of(secret, f, site, account_id, pool);
}

bdg_err_t *bdg_second_factor_show(const char **text, const char **url, bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, apr_pool_t *pool)
{
    const unsigned char *secret;
    BDG_TRY(being_set_up(&secret, db, site, actor->account_id, pool));
    const char *base32 = bdg_base32(secret, BDG_TOTP_SECRET, pool);
    *text = "";
    for (const char *p = base32; *p; p += strnlen(p, 4))
        *text = apr_pstrcat(pool, *text, **text ? " " : "", apr_pstrndup(pool, p, 4), NULL);
    *url = apr_pstrcat(pool, "otpauth://totp/", bdg_url_escape(site->host, pool), ":", bdg_url_escape(actor->email, pool), "?secret=", base32, "&issuer=",
                       bdg_url_escape(site->host, pool), NULL);
    return NULL;
}

/* Ten times fifty random bits, in letters and digits that cannot be mistaken for each other (base/id.h). */
static void make_codes(bdg_recovery_codes_t *codes, unsigned char (*hashes)[32])
{
    char id[BDG_ID_LEN + 1];
    for (int i = 0; i < BDG_RECOVERY_CODES; i++) {
        bdg_id_new(id);
        memcpy(codes->code[i], id + 16, 5);
        codes->code[i][5] = '-';
        memcpy(codes->code[i] + 6, id + 21, 6);
        bdg_sha256(codes->code[i], BDG_RECOVERY_CODE_LEN, hashes[i]);
    }
}

typedef struct change_t {
    int64_t account_id, by;
    const char *address;
    int64_t step;                        /* of the code that confirms it; 0: nothing to confirm */
    const unsigned char (*hashes)[32];
    const char *action;
} change_t;

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    if (c->step)
        BDG_TRY(bdg_second_factor_confirm(db, c->account_id, c->step));
    if (c->hashes)
        BDG_TRY(bdg_recovery_codes_set(db, c->account_id, c->hashes, BDG_RECOVERY_CODES));
    else
        BDG_TRY(bdg_second_factor_delete(db, c->account_id));
    return audit(db, c->by, c->address, c->action, c->account_id, pool);
}

bdg_err_t *bdg_second_factor_finish(bdg_recovery_codes_t *codes, bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, const char *code, apr_pool_t *pool)
{
    const unsigned char *secret;
    unsigned char hashes[BDG_RECOVERY_CODES][32];
    BDG_TRY(being_set_up(&secret, db, site, actor->account_id, pool));
    int64_t step = bdg_totp_step(secret, code, apr_time_sec(apr_time_now()));
    if (!step)
        return bdg_err(BDG_E_INVALID, "This is not the code that the application shows now. Look whether the telephone's clock is right, and type the present code.");
    make_codes(codes, hashes);
    change_t c = { actor->account_id, actor->account_id, actor->address, step, (const unsigned char (*)[32])hashes, "account.second_factor_on" };
    return bdg_db_tx(db, change_tx, &c, pool);
}

/* ---------------------------------------------------------------- using it */

static bdg_err_t *wrong(void) { return bdg_err(BDG_E_INVALID, "This code does not fit, or was used already. Wait for the next one, and type it."); }

/* As it stands on paper, whatever case, spaces and dash it was typed with; NULL when it is no such code. */
static const char *as_recovery_code(const char *typed, apr_pool_t *pool)
{
    char *out = apr_pcalloc(pool, BDG_RECOVERY_CODE_LEN + 1);
    int n = 0;
    for (; *typed; typed++) {
        if (*typed == ' ' || *typed == '-')
            continue;
        if (n == BDG_RECOVERY_CODE_LEN || !isalnum((unsigned char)*typed))
            return NULL;
        if (n == 5)
            out[n++] = '-';
        out[n++] = (char)tolower((unsigned char)*typed);
    }
    return n == BDG_RECOVERY_CODE_LEN ? out : NULL;
}

static bdg_err_t *use_recovery_code(bdg_db_t *db, int64_t account_id, const char *address, const char *code, apr_pool_t *pool)
{
    unsigned char hash[32];
    int taken;
    bdg_sha256(code, BDG_RECOVERY_CODE_LEN, hash);
    BDG_TRY(bdg_recovery_code_use(&taken, db, account_id, hash));
    if (!taken)
        return wrong();
    return audit(db, account_id, address, "account.recovery_code_used", account_id, pool);
}

bdg_err_t *bdg_second_factor_check(bdg_db_t *db, const bdg_site_t *site, int64_t account_id, const char *address, const char *code, apr_pool_t *pool)
{
    const char *counter = apr_psprintf(pool, "%" APR_INT64_T_FMT, (apr_int64_t)account_id), *on_paper = as_recovery_code(code, pool);
    bdg_second_factor_t *f;
    BDG_TRY(bdg_throttle_count(db, BDG_THROTTLE_SECOND_FACTOR, counter, pool));
    if (on_paper) {
        BDG_TRY(use_recovery_code(db, account_id, address, on_paper, pool));
    } else {
        const unsigned char *secret;
        int taken = 0;
        BDG_TRY(bdg_second_factor_get(&f, db, account_id, pool));
        BDG_TRY(secret_of(&secret, f, site, account_id, pool));
        int64_t step = bdg_totp_step(secret, code, apr_time_sec(apr_time_now()));
        if (step)
            BDG_TRY(bdg_second_factor_use(&taken, db, account_id, step));
        if (!taken)
            return wrong();
    }
    return bdg_throttle_forget(db, BDG_THROTTLE_SECOND_FACTOR, counter, pool);
}

bdg_err_t *bdg_second_factor_new_codes(bdg_recovery_codes_t *codes, bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, const char *code, apr_pool_t *pool)
{
    unsigned char hashes[BDG_RECOVERY_CODES][32];
    change_t c = { actor->account_id, actor->account_id, actor->address, 0, (const unsigned char (*)[32])hashes, "account.recovery_codes" };
    BDG_TRY(bdg_second_factor_check(db, site, actor->account_id, actor->address, code, pool));
    make_codes(codes, hashes);
    return bdg_db_tx(db, change_tx, &c, pool);
}

bdg_err_t *bdg_second_factor_end(bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, const char *code, apr_pool_t *pool)
{
    change_t c = { actor->account_id, actor->account_id, actor->address, 0, NULL, "account.second_factor_off" };
    BDG_TRY(bdg_second_factor_check(db, site, actor->account_id, actor->address, code, pool));
    return bdg_db_tx(db, change_tx, &c, pool);
}

bdg_err_t *bdg_second_factor_reset(bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    bdg_second_factor_t *f;
    change_t c = { account_id, THE_OPERATOR, "", 0, NULL, "account.second_factor_reset" };
    BDG_TRY(bdg_second_factor_get(&f, db, account_id, pool));
    return bdg_db_tx(db, change_tx, &c, pool);
}

/* ---------------------------------------------------------------- organisations that ask for it */

bdg_err_t *bdg_second_factor_required(bdg_db_t *db, const bdg_actor_t *actor, int64_t organisation_id)
{
    int asked;
    if (actor->second_factor)
        return NULL;
    BDG_TRY(bdg_second_factor_asked(&asked, db, organisation_id));
    return asked ? bdg_err(BDG_E_FORBIDDEN, "This organisation asks everybody for two-factor authentication. Set it up in your account, then go on.") : NULL;
}

typedef struct demand_t { const bdg_actor_t *actor; int64_t organisation_id; int revision, ask; } demand_t;

static bdg_err_t *demand_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const demand_t *d = baton;
    int changed;
    BDG_TRY(bdg_second_factor_ask(&changed, db, d->organisation_id, d->revision, d->ask));
    if (!changed)
        return bdg_err(BDG_E_CONFLICT, "Somebody else has changed this organisation meanwhile. Here is how it stands now.");
    json_t *was = bdg_json_bool(bdg_json_object(pool), "second_factor", !d->ask), *is = bdg_json_bool(bdg_json_object(pool), "second_factor", d->ask);
    return bdg_audit(db, d->organisation_id, d->actor->account_id, d->actor->address, "organisation.second_factor", "organisation", d->organisation_id, was, is, pool);
}

bdg_err_t *bdg_second_factor_demand(bdg_db_t *db, const bdg_actor_t *actor, int64_t organisation_id, int revision, int ask, apr_pool_t *pool)
{
    demand_t d = { actor, organisation_id, revision, ask };
    if (ask && !actor->second_factor)
        return bdg_err(BDG_E_INVALID, "Set up two-factor authentication for yourself first: else you would be the first who is locked out.");
    return bdg_db_tx(db, demand_tx, &d, pool);
}
