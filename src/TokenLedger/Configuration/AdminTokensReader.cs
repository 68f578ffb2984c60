using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Principals;

namespace TokenLedger.Configuration;

/// <summary>Reads the tokens of people and machines. Nothing said about a token repeats it.</summary>
/// <param name="settings">Everything set.</param>
/// <param name="remarks">Takes what is wrong.</param>
/// <param name="variables">The environment, which may hold tokens.</param>
internal sealed class AdminTokensReader(
    Settings settings,
    Remarks remarks,
    IReadOnlyDictionary<string, string> variables
)
{
    /// <summary>Shortest token, in characters: it stands alone between a stranger and the ledger.</summary>
    private const int Shortest = 16;

    /// <summary>The tokens; none while admin.enabled is false.</summary>
    public IReadOnlyList<AdminToken> Read()
    {
        List<AdminToken> tokens = [];
        HashSet<string> secrets = new(StringComparer.Ordinal);
        foreach (ListItem item in ListItem.Of(settings, "admin.tokens"))
        {
            Setting? name = item.Required("name", remarks);
            Role role = RoleNames.Parse(item.Text("role")) ?? Role.Viewer;
            string? secret = Secret(item);
            if (name is null || secret is null || !TenantFits(item, role))
            {
                continue;
            }

            if (!secrets.Add(secret))
            {
                remarks.Problem(
                    name.Origin,
                    $"{item.Path}: another token is the same; give each holder one of his own"
                );
            }

            tokens.Add(new(name.Text, secret, role, item.Text("tenant")));
        }

        return settings.Get<bool>("admin.enabled") ? tokens : [];
    }

    private bool TenantFits(ListItem item, Role role)
    {
        bool bound = item.Find("tenant") is not null;
        if (RoleNames.Misfit(role, bound) is { } problem)
        {
            remarks.Problem(item.Settings[0].Origin, $"{item.Path}: {problem}");
            return false;
        }

        return true;
    }

    private string? Secret(ListItem item)
    {
        Setting? file = item.Find("token_file");
        Setting? variable = item.Find("token_env");
        if (file is null == variable is null)
        {
            remarks.Problem(item.Settings[0].Origin, $"{item.Path}: needs token_file or token_env, one of them");
            return null;
        }

        return file is not null ? FromFile(file) : FromVariable(variable!);
    }

    private string? FromFile(Setting file)
    {
        string path = file.Origin.Absolute(file.Text);
        try
        {
            string text = File.ReadAllText(path).Trim();
            if (SecretFileAccess.OthersMayRead(path))
            {
                remarks.Warning(file.Origin, $"{file.Path}: others may read {path}; chmod 600 it");
            }

            return Good(text, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            remarks.Problem(file.Origin, $"{file.Path}: cannot be read: {failure.Message}");
            return null;
        }
    }

    private string? FromVariable(Setting variable)
    {
        if (variables.GetValueOrDefault(variable.Text) is { Length: > 0 } text)
        {
            return Good(text.Trim(), variable);
        }

        remarks.Problem(variable.Origin, $"{variable.Path}: the variable it names is not set");
        return null;
    }

    private string? Good(string token, Setting setting)
    {
        if (token.Length >= Shortest && token.All(static c => c is > ' ' and <= '~'))
        {
            return token;
        }

        remarks.Problem(
            setting.Origin,
            $"{setting.Path}: a token has at least {Shortest} visible ASCII characters without spaces"
        );
        return null;
    }
}
