/* Claims outbox rows, sends their mails, marks them. The order is: claim, commit, compose, give the connection back, network, mark. */
#include "jobs/outbox.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/log.h"
#include "core/mail_text.h"
#include "jobs/kinds.h"
#include "base/language.h"
#include "base/str.h"
#include "store/preference.h"
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#define GIVE_UP_AFTER 16   /* about two days of growing gaps */
#define SLOW 20            /* seconds for one mail, and */
#define ROUND_MAX 90       /* for all of a round: after that, what is left goes back well before its lease (180 s) ends */

static const struct { const char *kind; bdg_mail_compose_fn *compose; } kinds[] = {
    { "mail.award", bdg_mail_award },
    { BDG_MAIL_TEST_KIND, bdg_mail_test },
    { "mail.batch", bdg_mail_batch },
    { "mail.reset", bdg_mail_reset },
    { "mail.proof", bdg_mail_proof },
    { "mail.endorse", bdg_mail_endorse },
    { "mail.invite", bdg_mail_invite },
};

typedef struct round_t { unsigned char token[16]; int64_t ids[BDG_OUTBOX_CLAIM]; int n; } round_t;

static bdg_err_t *claim(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    round_t *r = baton;
    (void)scratch;
    return bdg_outbox_claim(db, r->token, r->ids, &r->n);
}

typedef struct mark_t { bdg_query_e q; const char *state, *text; int wait; int64_t id; const unsigned char *token; } mark_t;

static bdg_err_t *mark_tx(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const mark_t *m = baton;
    (void)scratch;
    if (m->q == BDG_Q_OUTBOX_DONE)
        return bdg_db_exec(db, m->q, BDG_ARGS(BDG_INT(m->id), BDG_BYTES(m->token, 16)), NULL, NULL);
    if (m->q == BDG_Q_OUTBOX_RELEASE)
        return bdg_db_exec(db, m->q, BDG_ARGS(BDG_INT(m->wait), BDG_INT(m->id), BDG_BYTES(m->token, 16)), NULL, NULL);
    if (m->q == BDG_Q_OUTBOX_CANCEL)
        return bdg_db_exec(db, m->q, BDG_ARGS(BDG_STR(m->text), BDG_INT(m->id), BDG_BYTES(m->token, 16)), NULL, NULL);
    return bdg_db_exec(db, BDG_Q_OUTBOX_RETRY, BDG_ARGS(BDG_STR(m->state), BDG_STR(m->text), BDG_INT(m->wait), BDG_INT(m->id), BDG_BYTES(m->token, 16)), NULL, NULL);
}

/* The effect has happened (or not): the mark is tried a few times; if the database stays away the lease runs out and the same mail, with the same
 * Message-ID, is sent once more. */
static void mark(const bdg_work_t *work, mark_t *m, apr_pool_t *pool)
{
    for (int i = 0; i < 20; i++) {
        bdg_err_t *e = bdg_work_tx(work, mark_tx, m, pool);
        if (!e)
            return;
        bdg_log_err(BDG_LOG_DEBUG, "BDG0311", e, "mail cannot be marked yet");
        bdg_err_clear(e);
        if (work->stopping(work->stopping_baton))
            break;
        apr_sleep(apr_time_from_msec(500));
    }
    bdg_log(BDG_LOG_WARN, "BDG0312", "outbox row %lld could not be marked; it will be done again", (long long)m->id);
}

static int backoff(int attempts)
{
    unsigned char r;
    bdg_random(&r, 1);
    int s = attempts < 10 ? 30 << attempts : 21600;
    return (s > 21600 ? 21600 : s) + s * r / 1024;   /* up to a quarter more */
}

/* last_error holds 1,000 characters. */
static const char *cut(const char *s, apr_pool_t *pool)
{
    size_t n = strlen(s) < 900 ? strlen(s) : 900;
    while (n && s[n] && ((unsigned char)s[n] & 0xC0) == 0x80)
        n--;
    return apr_pstrmemdup(pool, s, n);
}

static void after_send(const bdg_work_t *work, const round_t *r, const bdg_outbox_t *o, bdg_err_t *e, apr_pool_t *pool)
{
    mark_t m = { BDG_Q_OUTBOX_DONE, NULL, NULL, 0, o->id, r->token };
    if (e) {
        m.q = e->code == BDG_E_GONE ? BDG_Q_OUTBOX_CANCEL : BDG_Q_OUTBOX_RETRY;
        m.text = cut(bdg_err_english(e), pool);
        int last = e->code == BDG_E_INVALID || o->attempts >= GIVE_UP_AFTER;
        m.state = last ? "given_up" : "waiting";
        m.wait = last ? 0 : backoff(o->attempts);
    }
    mark(work, &m, pool);
    bdg_err_clear(e);
}

/* In the recipient's language if they chose one, else in that of the organisation. */
static bdg_err_t *speak_to(const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *o, apr_pool_t *pool)
{
    const bdg_languages_t *all = bdg_view_languages(work->view);
    bdg_preference_t p;
    if (all->count < 2)
        return NULL;
    BDG_TRY(bdg_preference_of_recipient(&p, db, bdg_email_normalise(o->address, pool), o->organisation_id, pool));
    bdg_language_use(bdg_languages_find(all, p.language));
    return NULL;
}

static bdg_err_t *compose(bdg_mail_t *mail, const bdg_work_t *work, const bdg_outbox_t *o, bdg_db_t *db, apr_pool_t *pool)
{
    *mail = (bdg_mail_t){ .to_address = o->address, .from = work->site->mail_from, .date = o->created_at };
    mail->message_id = apr_psprintf(pool, "%s@%s", o->job_key, work->site->host);
    for (char *p = (char *)mail->message_id; *p; p++)
        if (*p == ':')
            *p = '.';
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i].kind, o->kind))
            return kinds[i].compose(mail, work, db, o, pool);
    return bdg_err(BDG_E_INVALID, "Nobody knows the kind %s.", o->kind);
}

/* Composes while it holds a connection; sends without. */
static void send_one(const bdg_work_t *work, const round_t *r, int64_t id, bdg_mailer_t *mailer, apr_pool_t *pool)
{
    bdg_db_t *db;
    bdg_outbox_t *o = NULL;
    bdg_mail_t mail;
    bdg_err_t *e = work->db.get(&db, work->db.baton);
    if (!e) {
        e = bdg_outbox_load(&o, db, id, r->token, pool);
        if (!e)
            e = speak_to(work, db, o, pool);
        if (!e)
            e = compose(&mail, work, o, db, pool);
        bdg_language_use(NULL);
        work->db.put(db, bdg_db_broken(db), work->db.baton);
    }
    if (e && e->code == BDG_E_UNAVAILABLE) {   /* not tried, so it does not count */
        mark_t m = { BDG_Q_OUTBOX_RELEASE, NULL, NULL, 2, id, r->token };
        bdg_err_clear(e);
        mark(work, &m, pool);
        return;
    }
    if (!o) {   /* the lease was lost */
        bdg_err_clear(e);
        return;
    }
    BDG_CRASH_POINT();
    if (!e)
        e = bdg_mailer_send(mailer, &mail, pool);
    BDG_CRASH_POINT();
    if (e && e->code != BDG_E_GONE)
        bdg_log_err(e->code == BDG_E_INVALID || e->code == BDG_E_UNAVAILABLE ? BDG_LOG_INFO : BDG_LOG_ERROR, "BDG0313", e, apr_psprintf(pool, "mail %ld", (long)id));
    after_send(work, r, o, e, pool);
}

static void release(const bdg_work_t *work, const round_t *r, int from, int wait, apr_pool_t *pool)
{
    for (int i = from; i < r->n; i++) {
        mark_t m = { BDG_Q_OUTBOX_RELEASE, NULL, NULL, wait, r->ids[i], r->token };
        mark(work, &m, pool);
    }
}

/* BadgesSMTPPassword may be exec:PROGRAM, whose first line it is. */
static const char *password(const bdg_site_t *site, apr_pool_t *pool)
{
    char line[512];
    if (!site->smtp_password || strncmp(site->smtp_password, "exec:", 5))
        return site->smtp_password;
    FILE *f = popen(site->smtp_password + 5, "re");
    const char *got = f && fgets(line, sizeof line, f) ? line : "";
    if (f)
        pclose(f);
    return apr_pstrmemdup(pool, got, strcspn(got, "\r\n"));
}

/* BadgesMailRate: waits before the next mail, but not when the server is to stop. */
static void keep_rate(const bdg_work_t *work)
{
    apr_time_t until = work->site->mail_rate_n ? apr_time_now() + apr_time_from_sec(60) / work->site->mail_rate_n : 0;
    while (apr_time_now() < until && !work->stopping(work->stopping_baton))
        apr_sleep(until - apr_time_now() < apr_time_from_msec(200) ? until - apr_time_now() : apr_time_from_msec(200));
}

int bdg_outbox_round(const bdg_work_t *work, apr_pool_t *pool)
{
    apr_time_t claimed = apr_time_now();
    round_t r = { .n = 0 };
    bdg_mailer_t *mailer;
    apr_pool_t *iter;
    if (!work->site->smtp_url || !work->site->mail_from)
        return 0;
    bdg_random(r.token, sizeof r.token);
    bdg_err_t *e = bdg_work_tx(work, claim, &r, pool);
    if (!e && r.n)
        e = bdg_mailer_open(&mailer, work->site->smtp_url, work->site->smtp_user, password(work->site, pool), pool);
    if (e) {
        bdg_log_err(e->code == BDG_E_UNAVAILABLE || e->code == BDG_E_UNKNOWN_OUTCOME ? BDG_LOG_DEBUG : BDG_LOG_WARN, "BDG0314", e, "looking for mails");
        bdg_err_clear(e);
        return 0;
    }
    if (r.n)
        BDG_CRASH_POINT();
    if (!r.n || apr_pool_create(&iter, pool) != APR_SUCCESS)
        return 0;
    for (int i = 0; i < r.n; i++) {
        if (work->stopping(work->stopping_baton)) {
            release(work, &r, i, 0, pool);
            break;
        }
        apr_time_t began = apr_time_now();
        apr_pool_clear(iter);
        send_one(work, &r, r.ids[i], mailer, iter);
        int slow = apr_time_now() - began > apr_time_from_sec(SLOW);
        keep_rate(work);
        if (slow || apr_time_now() - claimed > apr_time_from_sec(ROUND_MAX)) {
            release(work, &r, i + 1, slow ? 5 : 0, pool);
            break;
        }
    }
    return r.n;
}
