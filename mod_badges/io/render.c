#include "io/render.h"
#include "base/fault.h"
#include "base/json.h"
#include <apr_strings.h>
#include <apr_tables.h>
#include <apr_time.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REASON_MAX = 8000, DEFAULT_TIMEOUT_MS = 10000,
       CODE_NOT_PICTURE = 2, CODE_OVER_CAP = 3, CODE_LIMIT = 4,     /* render/render.h: exit codes */
       CODE_NOT_STARTED = 127 };   /* posix_spawn() may say so late, by this (POSIX) */

/* A helper that runs. A descriptor that is closed is -1. */
typedef struct child_t {
    pid_t pid;
    int in, out, err;
    const char *to_send;
    size_t left;
    apr_time_t deadline;
    bdg_buf_t *answer, *reason;
    int timed_out, io_error;
} child_t;

/* --- turns */

static pthread_mutex_t turn_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn_free = PTHREAD_COND_INITIALIZER;
static int running;

static bdg_err_t *take_turn(apr_time_t deadline)
{
    struct timespec until = { .tv_sec = apr_time_sec(deadline), .tv_nsec = apr_time_usec(deadline) * 1000 };
    int rc = 0;
    pthread_mutex_lock(&turn_lock);
    while (running >= BDG_RENDER_PARALLEL && rc == 0)
        rc = pthread_cond_timedwait(&turn_free, &turn_lock, &until);
    int mine = running < BDG_RENDER_PARALLEL;
    running += mine;
    pthread_mutex_unlock(&turn_lock);
    return mine ? NULL : bdg_err(BDG_E_UNAVAILABLE, "Many pictures are being worked on right now. Please try again in a moment.");
}

static void give_turn(void)
{
    pthread_mutex_lock(&turn_lock);
    running--;
    pthread_cond_signal(&turn_free);
    pthread_mutex_unlock(&turn_lock);
}

/* --- starting */

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static bdg_err_t *cannot(const char *what, int error)
{
    return bdg_err_detail(bdg_err(BDG_E_UNAVAILABLE, "Pictures cannot be worked on at the moment. Please try again later."), "%s: %s", what, strerror(error));
}

/* Signals as a fresh program expects them (httpd's threads block most), and nothing open but the three. */
static int spawn(pid_t *pid, const char *program, char *const *argv, const int theirs[3])
{
    static char *const env[] = { "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "HOME=/nonexistent", "XDG_CACHE_HOME=/nonexistent", NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none, all;
    int rc = posix_spawn_file_actions_init(&actions);
    if (rc)
        return rc;
    if ((rc = posix_spawnattr_init(&attr))) {
        posix_spawn_file_actions_destroy(&actions);
        return rc;
    }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    for (int i = 0; i < 3 && !rc; i++)
        rc = posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
    if (!rc)
        rc = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!rc)
        rc = posix_spawn(pid, program, &actions, &attr, argv, env);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

/* dup2 onto itself would leave CLOEXEC set, and onto another's number would close that one: keep ours above the three. */
static int raise_fd(int *fd)
{
    if (*fd > 2)
        return 0;
    int up = fcntl(*fd, F_DUPFD_CLOEXEC, 3), error = errno;
    close(*fd);
    *fd = up;
    return up < 0 ? error : 0;
}

/* stdin is a socket: to write to a helper that died then is an error, not a SIGPIPE. */
static int make_pipes(int p[6])
{
    int error = 0;
    if (BDG_FAULT_HIT(BDG_FAULT_IO))
        return EMFILE;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p) || pipe2(p + 2, O_CLOEXEC) || pipe2(p + 4, O_CLOEXEC))
        return errno;
    for (int i = 0; i < 6 && !error; i++)
        error = raise_fd(&p[i]);
    return error;
}

static bdg_err_t *start(child_t *c, const bdg_render_t *cfg, const char *const *args, apr_pool_t *pool)
{
    int p[6] = { -1, -1, -1, -1, -1, -1 };
    apr_array_header_t *argv = apr_array_make(pool, 8, sizeof(const char *));
    APR_ARRAY_PUSH(argv, const char *) = "badges-render";
    for (; *args; args++)
        APR_ARRAY_PUSH(argv, const char *) = *args;
    APR_ARRAY_PUSH(argv, const char *) = NULL;
    int error = make_pipes(p);
    const char *what = "pipes";
    if (!error) {
        const int theirs[3] = { p[1], p[3], p[5] };
        what = cfg->program;
        error = BDG_FAULT_HIT(BDG_FAULT_IO) ? EAGAIN : spawn(&c->pid, cfg->program, (char *const *)argv->elts, theirs);
    }
    shut(&p[1]);
    shut(&p[3]);
    shut(&p[5]);
    c->in = p[0];
    c->out = p[2];
    c->err = p[4];
    if (!error && (fcntl(c->in, F_SETFL, O_NONBLOCK) || fcntl(c->out, F_SETFL, O_NONBLOCK) || fcntl(c->err, F_SETFL, O_NONBLOCK)))
        error = errno;
    return error ? cannot(what, error) : NULL;
}

/* --- talking */

static void send_some(child_t *c)
{
    ssize_t n = c->left ? send(c->in, c->to_send, c->left, MSG_NOSIGNAL) : 0;
    if (n > 0) {
        c->to_send += n;
        c->left -= (size_t)n;
    }
    /* A helper that stops reading (it knows enough to refuse) is no error: its exit code says what is the matter. */
    if (!c->left || (n < 0 && errno != EAGAIN && errno != EINTR))
        shut(&c->in);
}

static void read_some(child_t *c, int *fd, bdg_buf_t *to)
{
    char block[16384];
    ssize_t n = read(*fd, block, sizeof block);
    if (BDG_FAULT_HIT(BDG_FAULT_IO)) {
        n = -1;
        errno = EIO;
    }
    if (n > 0)
        bdg_buf_add(to, block, (size_t)n);
    else if (n == 0)
        shut(fd);
    else if (errno != EAGAIN && errno != EINTR)
        c->io_error = errno;
}

/* Moves bytes until both outputs are closed, the answer is too large, or the time is over. */
static bdg_err_t *talk(child_t *c)
{
    while ((c->out >= 0 || c->err >= 0) && !c->answer->overflowed) {
        struct pollfd f[3] = { { c->in, POLLOUT, 0 }, { c->out, POLLIN, 0 }, { c->err, POLLIN, 0 } };   /* poll skips -1 */
        apr_time_t left = c->deadline - apr_time_now();
        if (left <= 0) {
            c->timed_out = 1;
            return NULL;
        }
        int n = poll(f, 3, (int)apr_time_as_msec(left) + 1);
        if (n < 0 && errno != EINTR)
            return cannot("poll", errno);
        if (n <= 0)
            continue;
        if (f[0].revents)
            send_some(c);
        if (f[1].revents)
            read_some(c, &c->out, c->answer);
        if (f[2].revents)
            read_some(c, &c->err, c->reason);
        if (c->io_error)
            return cannot("read", c->io_error);
    }
    return NULL;
}

/* --- ending */

/* The kill is for a helper that closed its outputs and lives on. One that ended closed them by ending: the signal then finds
 * nobody, its exit code stands, and the wait cannot hang. */
static int reap(child_t *c, int *status)
{
    pid_t r;
    kill(c->pid, SIGKILL);
    do
        r = waitpid(c->pid, status, 0);
    while (r < 0 && errno == EINTR);
    return r == c->pid ? 0 : errno;
}

static bdg_err_t *verdict(const child_t *c, int status)
{
    const char *reason = c->reason->data ? c->reason->data : "";
    bdg_err_t *e;
    if (c->timed_out || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
        e = bdg_err(BDG_E_TOO_LARGE, "This picture takes too long to draw. Use a simpler one.");
    else if (c->answer->overflowed)
        e = bdg_err(BDG_E_TOO_LARGE, "This picture becomes too large. Use a smaller one.");
    else if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return NULL;
    else if (WIFEXITED(status) && WEXITSTATUS(status) == CODE_NOT_PICTURE)
        e = bdg_err(BDG_E_INVALID, "This picture cannot be read. Save it again and send the new file.");
    else if (WIFEXITED(status) && WEXITSTATUS(status) == CODE_OVER_CAP)
        e = bdg_err(BDG_E_TOO_LARGE, "This picture is too large. Use one of at most 4096 by 4096 pixels and 8 MB.");
    else if (WIFEXITED(status) && WEXITSTATUS(status) == CODE_LIMIT)
        e = bdg_err(BDG_E_TOO_LARGE, "This picture takes too long to draw. Use a simpler one.");
    else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL && WTERMSIG(status) != SIGTERM)
        e = bdg_err(BDG_E_INVALID, "This picture cannot be read. Save it again and send the new file.");
    else if (WIFSIGNALED(status) || WEXITSTATUS(status) == CODE_NOT_STARTED)
        e = bdg_err(BDG_E_UNAVAILABLE, "Pictures cannot be worked on at the moment. Please try again later.");
    else
        e = bdg_err(BDG_E_INTERNAL, "The picture could not be worked on.");
    return bdg_err_detail(e, "badges-render %s %d: %s", WIFSIGNALED(status) ? "signal" : "exit", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
                          reason);
}

static bdg_err_t *run(child_t *c, const bdg_render_t *cfg, const char *const *args, apr_pool_t *pool)
{
    int status = 0, error = 0;
    bdg_err_t *err = start(c, cfg, args, pool);
    if (!err)
        err = talk(c);
    shut(&c->in);
    shut(&c->out);
    shut(&c->err);
    if (c->pid > 0 && (error = reap(c, &status)) && !err)
        err = cannot("waitpid", error);
    return err ? err : verdict(c, status);
}

bdg_err_t *bdg_render_run(const bdg_render_t *cfg, const char *const *args, const void *in, size_t in_len, size_t out_max,
                          bdg_buf_t **out, apr_pool_t *pool)
{
    child_t c = { .in = -1, .out = -1, .err = -1, .to_send = in, .left = in_len };
    if (in_len > BDG_RENDER_IN_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This picture is larger than %u MB.", BDG_RENDER_IN_MAX >> 20);
    c.deadline = apr_time_now() + apr_time_from_msec(cfg->timeout_ms > 0 ? cfg->timeout_ms : DEFAULT_TIMEOUT_MS);
    c.answer = bdg_buf_make(out_max, pool);
    c.reason = bdg_buf_make(REASON_MAX, pool);
    BDG_TRY(take_turn(c.deadline));
    bdg_err_t *err = run(&c, cfg, args, pool);
    give_turn();
    BDG_TRY(err);
    if (!c.answer->len)
        return cannot("no answer", EIO);
    *out = c.answer;
    return NULL;
}

/* --- the jobs */

bdg_err_t *bdg_render_png(const bdg_render_t *cfg, const void *png, size_t len, unsigned side_max, bdg_buf_t **out, apr_pool_t *pool)
{
    const char *args[] = { "png-normalise", "--max-pixels", "4096x4096", "--out-max", apr_psprintf(pool, "%u", side_max), NULL };
    return bdg_render_run(cfg, args, png, len, BDG_RENDER_OUT_MAX, out, pool);
}

bdg_err_t *bdg_render_picture(const bdg_render_t *cfg, const void *bytes, size_t len, unsigned side_max, bdg_buf_t **out, apr_pool_t *pool)
{
    const char *args[] = { "picture-normalise", "--max-pixels", "4096x4096", "--out-max", apr_psprintf(pool, "%u", side_max), NULL };
    return bdg_render_run(cfg, args, bytes, len, BDG_RENDER_OUT_MAX, out, pool);
}

bdg_err_t *bdg_render_photo(const bdg_render_t *cfg, const void *bytes, size_t len, unsigned side_max, bdg_buf_t **out, apr_pool_t *pool)
{
    const char *args[] = { "picture-normalise", "--photo", "1", "--max-pixels", "4096x4096", "--out-max", apr_psprintf(pool, "%u", side_max), NULL };
    return bdg_render_run(cfg, args, bytes, len, BDG_RENDER_OUT_MAX, out, pool);
}

bdg_err_t *bdg_render_svg(const bdg_render_t *cfg, const void *svg, size_t len, unsigned width, unsigned height, bdg_buf_t **out, apr_pool_t *pool)
{
    const char *args[] = { "svg-png", "--width", apr_psprintf(pool, "%u", width), "--height", apr_psprintf(pool, "%u", height), NULL };
    return bdg_render_run(cfg, args, svg, len, BDG_RENDER_OUT_MAX, out, pool);
}

static void add_length(bdg_buf_t *in, size_t len)
{
    unsigned char n[4] = { (unsigned char)(len >> 24), (unsigned char)(len >> 16), (unsigned char)(len >> 8), (unsigned char)len };
    bdg_buf_add(in, n, sizeof n);
}

static bdg_err_t *add_words(bdg_buf_t *in, const json_t *words, apr_pool_t *pool)
{
    bdg_buf_t *head = bdg_buf_make(64 << 10, pool);
    bdg_json_write(head, words);
    BDG_TRY(bdg_buf_check(head));
    add_length(in, head->len);
    bdg_buf_add(in, head->data, head->len);
    return NULL;
}

/* The words go ahead of the picture on stdin, not on the command line, where every user of the machine could read them. */
bdg_err_t *bdg_render_card(const bdg_render_t *cfg, const bdg_render_card_t *card, const void *png, size_t png_len, bdg_buf_t **out, apr_pool_t *pool)
{
    static const char *const args[] = { "og-image", NULL };
    json_t *j = bdg_json_object(pool);
    bdg_json_str(j, "title", card->title);
    bdg_json_str(j, "label", card->label);
    bdg_json_str(j, "recipient", card->recipient);
    bdg_json_str(j, "issuer", card->issuer);
    bdg_json_str(j, "date", card->date);
    bdg_json_str(j, "host", card->host);
    bdg_buf_t *in = bdg_buf_make(BDG_RENDER_IN_MAX, pool);
    BDG_TRY(add_words(in, j, pool));
    bdg_buf_add(in, png, png_len);
    BDG_TRY(bdg_buf_check(in));
    return bdg_render_run(cfg, args, in->data, in->len, BDG_RENDER_OUT_MAX, out, pool);
}

bdg_err_t *bdg_render_certificate(const bdg_render_t *cfg, const bdg_render_certificate_t *c, const void *png, size_t png_len, const void *svg, size_t svg_len,
                                  bdg_buf_t **out, apr_pool_t *pool)
{
    static const char *const args[] = { "certificate", NULL };
    const struct { const char *key, *value; } words[] = { { "title", c->title }, { "label", c->label }, { "recipient", c->recipient }, { "given", c->given }, { "badge", c->badge },
        { "by", c->by }, { "author", c->author }, { "text", c->text }, { "dates", c->dates }, { "verify", c->verify }, { "url", c->url }, { "shown_url", c->shown_url }, { "id", c->id }, { "lang", c->lang },
        { "created", c->created } };
    json_t *j = bdg_json_object(pool);
    bdg_buf_t *in = bdg_buf_make(BDG_RENDER_IN_MAX, pool);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        bdg_json_str(j, words[i].key, words[i].value);
    BDG_TRY(add_words(in, j, pool));
    add_length(in, png_len);
    bdg_buf_add(in, png, png_len);
    add_length(in, svg ? svg_len : 0);
    if (svg)
        bdg_buf_add(in, svg, svg_len);
    BDG_TRY(bdg_buf_check(in));
    return bdg_render_run(cfg, args, in->data, in->len, BDG_CERTIFICATE_MAX, out, pool);
}

static json_t *line_json(const bdg_render_line_t *l)
{
    json_t *o = json_object();
    bdg_json_str(o, "text", l->text);
    bdg_json_set(o, "size", json_real(l->size));
    bdg_json_set(o, "min", json_real(l->least));
    bdg_json_set(o, l->r > 0 ? "cx" : "x", json_real(l->x));
    bdg_json_set(o, l->r > 0 ? "cy" : "y", json_real(l->y));
    if (l->r > 0) {
        bdg_json_set(o, "r", json_real(l->r));
        bdg_json_set(o, "span", json_real(l->span));
        bdg_json_bool(o, "inside", l->inside);
    } else {
        bdg_json_set(o, "width", json_real(l->width));
    }
    return o;
}

bdg_err_t *bdg_render_outline(const bdg_render_t *cfg, const char *font, int weight, double spacing, bdg_render_line_t *lines, int n, apr_pool_t *pool)
{
    static const char *const args[] = { "outline", NULL };
    json_t *in = bdg_json_object(pool), *list = json_array(), *answer;
    bdg_buf_t *text = bdg_buf_make(BDG_RENDER_IN_MAX, pool), *out;
    bdg_json_str(in, "font", font);
    bdg_json_int(in, "weight", weight);
    bdg_json_set(in, "spacing", json_real(spacing));
    bdg_json_set(in, "lines", list);
    for (int i = 0; i < n; i++)
        bdg_json_add(list, line_json(&lines[i]));
    bdg_json_write(text, in);
    BDG_TRY(bdg_buf_check(text));
    BDG_TRY(bdg_render_run(cfg, args, text->data, text->len, BDG_RENDER_OUT_MAX, &out, pool));
    BDG_TRY(bdg_json_parse(&answer, out->data ? out->data : "", out->len, BDG_RENDER_OUT_MAX, pool));
    list = json_object_get(answer, "lines");
    if ((int)json_array_size(list) != n)
        return bdg_err(BDG_E_INTERNAL, "The words could not be set.");
    for (int i = 0; i < n; i++) {
        const json_t *o = json_array_get(list, (size_t)i);
        lines[i].d = bdg_json_get_str(o, "d");
        lines[i].missing = bdg_json_get_str(o, "missing");
        lines[i].set = json_number_value(json_object_get(o, "size"));
        lines[i].fits = json_is_true(json_object_get(o, "fits"));
    }
    return NULL;
}
