/* /admin: what was done, what is under way, and the way to a first award. */
#include "core/issued_months.h"
#include "base/language.h"
#include "web/handlers.h"
#include "web/reach.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define MONTHS BDG_ISSUED_MONTHS
#define LATEST_COUNT 10000   /* store counts to one more */

static int may(const bdg_req_t *req, bdg_perm_e p) { return (req->scope.perms & BDG_PERM_BIT(p)) != 0; }
/* Whose numbers: 0 is everybody's. */
static int64_t limited_to(const bdg_req_t *req) { return req->actor.perms ? 0 : req->actor.account_id; }
static const char *href(const bdg_req_t *req, const char *path) { return apr_pstrcat(req->pool, req->site->prefix, path, NULL); }

static bdg_date_t today(void) { return bdg_date_of(apr_time_now()); }

static const char *weekday(bdg_date_t d)
{
    static const char *const names[] = { N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"), N_("Monday"), N_("Tuesday"), N_("Wednesday") };
    return _(names[((d % 7) + 7) % 7]);
}

/* ---------------------------------------------------------------- the chart */

/* The least number of the row 2, 4, 6, 8, 10, 20, 40 ... that n does not pass: it has a whole half. */
static int64_t scale_top(int64_t n)
{
    for (int64_t unit = 2; unit < INT64_MAX / 100; unit *= 10)
        for (int64_t top = unit; top <= 4 * unit; top += unit)
            if (n <= top)
                return top;
    return n;
}

static const char *month_words(bdg_date_t d, apr_pool_t *pool)
{
    int year, month, day;
    bdg_date_split(d, &year, &month, &day);
    return apr_psprintf(pool, "%s %d", bdg_language_now()->months[month - 1], year);
}

static void draw(json_t *chart, const int64_t n[MONTHS], int64_t top, apr_pool_t *pool)
{
    char *line = "";
    for (int i = 0; i < MONTHS; i++) {
        double x = (i + 0.5) * 1200 / MONTHS, y = 299 - 298.0 * (double)n[i] / (double)top;
        line = apr_psprintf(pool, "%s%s%.0f %.1f", line, i ? " L" : "M", x, y);
    }
    bdg_json_str(chart, "line", line);
    bdg_json_str(chart, "area", apr_psprintf(pool, "%s L1150 299 L50 299 Z", line));
    json_t *scale = json_array();
    bdg_json_add(scale, json_string(bdg_words_number(top, pool)));
    bdg_json_add(scale, json_string(bdg_words_number(top / 2, pool)));
    bdg_json_add(scale, json_string("0"));
    bdg_json_set(chart, "scale", scale);
}

static const char *title_of(const bdg_issued_months_t *months, apr_pool_t *pool)
{
    if (!months->counted_at)
        return _("Issued per month");
    const char *iso = bdg_time_iso(months->counted_at, pool);
    return bdg_say(pool, "Issued per month, as of %s, %.5s UTC", bdg_date_short(bdg_date_of(months->counted_at), pool), iso + 11);
}

/* this_month: -1 while it is not known; expiring: -1 when it was not counted with the months. */
static bdg_err_t *chart(json_t *m, int64_t *this_month, int64_t *expiring, bdg_req_t *req, bdg_db_t *db, const bdg_dashboard_of_t *of, int64_t awards)
{
    bdg_issued_months_t months;
    int put_job;
    int64_t most = 0;
    apr_pool_t *p = req->pool;
    BDG_TRY(bdg_issued_months(&months, &put_job, db, of, awards, p));
    if (put_job && req->server->wake)
        req->server->wake(req->server->wake_baton);
    *this_month = -1;
    *expiring = months.expiring;
    if (!months.known)
        return NULL;
    json_t *c = json_object(), *rows = json_array();
    bdg_json_set(m, "chart", c);
    bdg_json_set(c, "rows", rows);
    for (int i = 0; i < MONTHS; i++) {
        const char *words = month_words(bdg_date_add_months(months.first, i), p);
        most = months.n[i] > most ? months.n[i] : most;
        json_t *row = bdg_json_str(bdg_json_str(json_object(), "label", words), "short", apr_pstrndup(p, words, 1));
        bdg_json_add(rows, bdg_json_str(row, "value", bdg_words_number(months.n[i], p)));
    }
    *this_month = months.n[MONTHS - 1];
    draw(c, months.n, scale_top(most), p);
    bdg_json_str(c, "title", title_of(&months, p));
    bdg_json_str(c, "value_label", _("Credentials"));
    bdg_json_str(c, "summary", bdg_say(p, "Credentials issued per month: %s in %s, %s in %s", bdg_words_number(months.n[0], p), month_words(months.first, p),
                                            bdg_words_number(*this_month, p), month_words(bdg_date_add_months(months.first, MONTHS - 1), p)));
    return NULL;
}

/* ---------------------------------------------------------------- the numbers */

static void kpi(json_t *list, const char *label, const char *value, const char *note, const char *note_href, const char *tone)
{
    json_t *k = json_object();
    bdg_json_str(k, "label", label);
    bdg_json_str(k, "value", value);
    bdg_words_set(k, "note", note);
    bdg_words_set(k, "note_href", note_href);
    bdg_json_str(k, "tone", tone);
    bdg_json_add(list, k);
}

static const char *up_to(int64_t n, apr_pool_t *pool) { return n > LATEST_COUNT ? "10,000+" : bdg_words_number(n, pool); }

/* Where the pages that are linked show no more than this organisation, a number with those below leads nowhere. */
static void counted(json_t *list, const bdg_req_t *req, const char *label, int64_t n, const char *note, const char *path, const char *tone)
{
    kpi(list, label, up_to(n, req->pool), n && path ? note : NULL, n && path ? href(req, path) : NULL, n ? tone : "");
}

static bdg_err_t *numbers(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_dashboard_of_t *of, const bdg_dashboard_t *d)
{
    int64_t this_month, expiring, failed;
    apr_pool_t *p = req->pool;
    json_t *list = json_array();
    int alone = of->reach == BDG_REACH_ALONE;
    bdg_json_set(m, "kpis", list);
    BDG_TRY(chart(m, &this_month, &expiring, req, db, of, d->awards));
    kpi(list, _("Credentials issued"), bdg_words_number(d->awards, p), this_month < 0 ? NULL : bdg_say(p, "%s this month", bdg_words_number(this_month, p)), NULL,
        this_month > 0 ? "good" : "");
    kpi(list, _("Badges published"), bdg_words_number(d->published, p), d->badges > d->published ? bdg_say(p, "of %s", bdg_words_number(d->badges, p)) : NULL, NULL, "");
    if (expiring < 0 && (alone || this_month >= 0))
        BDG_TRY(bdg_dashboard_expiring(&expiring, db, of, today(), today() + BDG_EXPIRES_SOON));
    if (expiring >= 0)
        counted(list, req, _("Expire within 30 days"), expiring, _("See which"),
                        may(req, BDG_PERM_REPORTS_VIEW) ? "/admin/credentials?state=expiring" : NULL, "");
    if (of->account_id || !may(req, BDG_PERM_ASSERTIONS_ISSUE))
        return NULL;
    BDG_TRY(bdg_dashboard_mails_failed(&failed, db, of));
    counted(list, req, _("Mails not delivered"), failed, _("See why"), alone ? "/admin/messages?state=failed" : NULL, "bad");
    return NULL;
}

/* ---------------------------------------------------------------- under way */

static json_t *under_way_item(const bdg_req_t *req, const bdg_dashboard_batch_t *b)
{
    static const char *const words[][2] = { { "named", N_("waits for its file") }, { "uploaded", N_("waits to be checked") }, { "checked", N_("waits for you") } };
    json_t *o = json_object();
    int issuing = !strcmp(b->state, "issuing"), checking = !strcmp(b->state, "checking");
    int64_t done = issuing ? b->issued : b->checked, of = issuing ? b->ready : b->rows;
    const char *state = NULL;
    for (int i = 0; i < 3; i++)
        if (!strcmp(words[i][0], b->state))
            state = words[i][1];
    bdg_json_str(o, "title", b->name);
    bdg_json_str(o, "href", apr_pstrcat(req->pool, req->site->prefix, "/admin/batches/", b->public_id, NULL));
    int bar = (issuing || checking) && of > 0;
    bdg_words_set(o, "text", bar ? bdg_say(req->pool, "%s of %s %s", bdg_words_number(done, req->pool), bdg_words_number(of, req->pool), issuing ? "issued" : "checked") : NULL);
    bdg_words_set(o, "value", bar ? apr_psprintf(req->pool, "%" APR_INT64_T_FMT, done) : NULL);
    bdg_words_set(o, "max", bar ? apr_psprintf(req->pool, "%" APR_INT64_T_FMT, of) : NULL);
    bdg_words_set(o, "state", bar ? NULL : "waiting");
    bdg_words_set(o, "state_text", bar ? NULL : state ? state : "begins");
    return o;
}

static bdg_err_t *under_way(json_t *dashboard, bdg_req_t *req, bdg_db_t *db)
{
    apr_array_header_t *rows;
    json_t *list = json_array();
    bdg_json_set(dashboard, "under_way", list);
    if (!may(req, BDG_PERM_ASSERTIONS_ISSUE))
        return NULL;
    BDG_TRY(bdg_dashboard_batches(&rows, db, req->scope.organisation_id, limited_to(req), req->pool));
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, under_way_item(req, &APR_ARRAY_IDX(rows, i, bdg_dashboard_batch_t)));
    return NULL;
}

/* ---------------------------------------------------------------- the first steps */

typedef struct step_t { const char *title, *text, *button, *path; int done, allowed; } step_t;

static void first_steps(json_t *dashboard, const bdg_req_t *req, const bdg_dashboard_t *d)
{
    const step_t steps[] = {
        { _("Say who issues"), _("The name and address that stand behind your badges."), _("Add an issuer"), "/admin/issuers/new", d->has_issuer, may(req, BDG_PERM_ISSUERS_EDIT) },
        { _("Add a picture"), _("An SVG or PNG, as it will be seen on the badge."), _("Add a graphic"), "/admin/graphics/new", d->has_graphic, may(req, BDG_PERM_GRAPHICS_EDIT) },
        { _("Define a badge and publish it"), _("What it is called, what one has to do for it, and how it looks."), d->badges ? _("Go on with your badge") : _("Define a badge"),
          d->badges ? "/admin/badges" : "/admin/badges/new", d->published > 0, may(req, BDG_PERM_BADGES_EDIT) },
        { _("Award it"), _("To one person, or to everybody in a spreadsheet."), _("Batch issue credentials"), "/admin/batches/new", d->has_awards, may(req, BDG_PERM_ASSERTIONS_ISSUE) },
    };
    json_t *list = json_array();
    int next = 0;
    bdg_json_set(dashboard, "first_steps", list);
    for (size_t i = 0; !d->has_awards && i < sizeof steps / sizeof *steps; i++) {
        const step_t *s = &steps[i];
        json_t *o = json_object();
        int is_next = !s->done && !next && s->allowed;
        next |= !s->done;
        bdg_json_str(o, "title", s->title);
        bdg_json_str(o, "text", s->text);
        bdg_json_bool(o, "done", s->done);
        bdg_json_bool(o, "next", is_next);
        bdg_json_str(o, "button", s->button);
        bdg_words_set(o, "href", !s->done && s->allowed && (is_next || i < 3) ? href(req, s->path) : NULL);
        bdg_json_add(list, o);
    }
}

/* ---------------------------------------------------------------- the page */

static bdg_err_t *fill(json_t *m, bdg_req_t *req, bdg_db_t *db)
{
    bdg_dashboard_t d = { 0 };
    bdg_dashboard_of_t of = { req->scope.organisation_id, limited_to(req), BDG_REACH_ALONE };
    json_t *o = json_object(), *filter = json_object();
    const char *space = strchr(req->actor.name, ' ');
    bdg_json_set(m, "dashboard", o);
    bdg_json_set(m, "filter", filter);
    if (!of.account_id) {
        BDG_TRY(bdg_reach_read(&of.reach, req));
        bdg_reach_model(filter, req, of.reach);
    }
    BDG_TRY(bdg_dashboard_counts(&d, db, &of));
    bdg_json_str(o, "today", apr_pstrcat(req->pool, weekday(today()), " ", bdg_date_words(today(), req->pool), NULL));
    bdg_json_str(o, "greeting", bdg_say(req->pool, "Hello, %s", space ? apr_pstrmemdup(req->pool, req->actor.name, (apr_size_t)(space - req->actor.name)) : req->actor.name));
    bdg_json_bool(o, "can_issue", d.published && may(req, BDG_PERM_ASSERTIONS_ISSUE));
    bdg_json_str(o, "issue_href", href(req, "/admin/credentials/new"));
    bdg_json_str(o, "batch_href", href(req, "/admin/batches/new"));
    bdg_json_bool(o, "reports_href", 0);
    bdg_json_bool(o, "has_numbers", d.has_awards);
    first_steps(o, req, &d);
    BDG_TRY(under_way(o, req, db));
    return d.has_awards ? numbers(m, req, db, &of, &d) : NULL;
}

bdg_err_t *bdg_get_dashboard(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    json_t *m = json_object();
    BDG_TRY_ELSE(fill(m, req, db), json_decref(m));
    return bdg_res_page(res, "admin/dashboard", m);
}
