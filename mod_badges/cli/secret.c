/* badgesctl secret: the file that the issuers' keys are sealed with. */
#include "cli/cli.h"
#include "io/secret_file.h"

bdg_err_t *bdg_cli_secret(bdg_cli_t *cli, int argc, char **argv)
{
    int create = 0;
    bdg_site_t *site = cli->site;
    BDG_TRY(bdg_cli_options(cli, argc, argv, (bdg_cli_option_t[]){ { "--create", NULL, &create }, { NULL, NULL, NULL } }));
    if (!site->secret_file)
        return bdg_err(BDG_E_INVALID, "%s does not say where the secret file is. Set BadgesSecretFile /path/of/a/file, in a folder that is not served.", cli->config);
    if (create)
        BDG_TRY(bdg_secret_file_create(site->secret_file, cli->pool));
    BDG_TRY(bdg_secret_file_read(&site->secret, site->secret_file, cli->pool));
    bdg_cli_say(cli, create ? "%s is made. Keep a copy in a safe place: without it, keys that were sealed with it cannot be used any more." : "%s is in order.", site->secret_file);
    cli->answer = bdg_json_bool(bdg_json_str(bdg_json_object(cli->pool), "file", site->secret_file), "created", create);
    return NULL;
}
