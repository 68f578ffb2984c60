using TokenLedger.Ledger.Amazon;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Delivering;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Configuration;

/// <summary>Exports as they are configured.</summary>
public sealed record ExportSettings
{
    /// <summary>What FOCUS charges and statements are like.</summary>
    public ExportTerms Terms { get; init; } = new();

    /// <summary>What is made on a schedule.</summary>
    public IReadOnlyList<ExportPlan> Plans { get; init; } = [];
}

/// <summary>Reads how exports and statements are configured.</summary>
/// <param name="settings">Everything set.</param>
/// <param name="remarks">Takes what is wrong.</param>
/// <param name="variables">The environment.</param>
/// <param name="currencies">The currencies that amounts can be written in.</param>
public sealed class ExportsReader(
    Settings settings,
    Remarks remarks,
    IReadOnlyDictionary<string, string> variables,
    CurrencyTable currencies
)
{
    private static readonly TimeSpan _usualTime = TimeSpan.FromHours(4);

    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public ExportSettings Read()
    {
        ExportTerms terms = Terms();
        List<ExportPlan> plans = [];
        foreach (ListItem item in ListItem.Of(settings, "exports"))
        {
            if (Plan(item, terms) is not { } plan)
            {
                continue;
            }

            if (plans.Any(other => other.Name == plan.Name))
            {
                remarks.Problem(item.Find("name")!.Origin, $"{item.Path}.name: another export is called {plan.Name}");
            }

            plans.Add(plan);
        }

        return new() { Terms = terms, Plans = plans };
    }

    private ExportTerms Terms()
    {
        ClosingRule closing = new(settings.Get<TimeSpan>("chargeback.closes_after"), TimeZoneInfo.Utc);
        List<Filter> shared = [];
        foreach (Setting condition in settings.Items("chargeback.shared"))
        {
            if (Filter.Parse(condition.Text, out string? problem) is { } filter)
            {
                shared.Add(filter);
            }
            else
            {
                remarks.Problem(condition.Origin, $"{condition.Path}: {problem}");
            }
        }

        return new()
        {
            Currencies = currencies,
            Focus = new()
            {
                Closing = closing,
                BillingAccountId = settings.Find("focus.billing_account_id")?.Text,
                BillingAccountName = settings.Find("focus.billing_account_name")?.Text,
            },
            Chargeback = new()
            {
                Closing = closing,
                Rule =
                    settings.Get<string>("chargeback.allocate") == "even"
                        ? AllocationRule.Even
                        : AllocationRule.Proportional,
                Shared = shared,
            },
        };
    }

    private ExportPlan? Plan(ListItem item, ExportTerms terms)
    {
        Setting? name = item.Required("name", remarks);
        Setting? schedule = item.Required("schedule", remarks);
        IExportTarget? target = Target(item);
        ExportQuery? query = Query(item, terms);
        if (name is null || schedule is null || target is null || query is null)
        {
            return null;
        }

        if (!name.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            remarks.Problem(name.Origin, $"{name.Path}: a name has letters, digits, '-' and '_'");
            return null;
        }

        TimeSpan at = (TimeSpan?)item.Find("at")?.Value ?? _usualTime;
        return new()
        {
            Name = name.Text,
            Period = schedule.Text.ToLowerInvariant() switch
            {
                "weekly" => ExportPeriod.Weekly,
                "monthly" => ExportPeriod.Monthly,
                _ => ExportPeriod.Daily,
            },
            Zone = TimeZoneInfo.FindSystemTimeZoneById(item.Text("time_zone") ?? "UTC"),
            After = at + ((TimeSpan?)item.Find("after")?.Value ?? TimeSpan.Zero),
            Query = query,
            Target = target,
        };
    }

    private ExportQuery? Query(ListItem item, ExportTerms terms)
    {
        Dictionary<string, List<string>> named = [];
        bool good = true;
        foreach ((string said, Setting setting) in item.Named("query"))
        {
            int bracket = said.IndexOf('[', StringComparison.Ordinal); // an item of a list
            string name = bracket < 0 ? said : said[..bracket];
            bool isWindow = name is "last" or "from" or "to" or "month";
            if (isWindow || name is "where" || !ExportWords.Names.Contains(name))
            {
                string why =
                    isWindow ? "the schedule sets the window"
                    : name == "where" ? $"say {item.Path}.where"
                    : "there is no such word";
                remarks.Problem(setting.Origin, $"{setting.Path}: {why}");
                good = false;
            }

            List<string> texts = named.TryGetValue(name, out List<string>? before) ? before : named[name] = [];
            texts.Add(setting.Text);
            if (texts.Count == 2 && !ChargebackWords.Repeatable.Contains(name))
            {
                remarks.Problem(setting.Origin, $"{setting.Path}: '{name}' is said once only");
                good = false;
            }
        }

        IReadOnlyList<string> where = item.Texts("where");
        SliceWords words = new(name =>
            name == "where" ? where
            // Any window that has ended does: the schedule sets another.
            : name == "from" ? ["1970-01-01"]
            : name == "to" ? ["1970-01-02"]
            : named.TryGetValue(name, out List<string>? texts) ? texts
            : []
        );
        string? problem = null;
        ExportQuery? query = good ? ExportWords.Read(words, terms, DateTimeOffset.UnixEpoch, out problem) : null;
        if (problem is not null)
        {
            remarks.Problem(item.Settings[0].Origin, $"{item.Path}: {problem}");
        }

        return query;
    }

    private IExportTarget? Target(ListItem item)
    {
        Setting? folder = item.Find("to.folder");
        Setting? bucket = item.Find("to.s3.bucket");
        if (folder is null == bucket is null)
        {
            remarks.Problem(item.Settings[0].Origin, $"{item.Path}: needs either to.folder or to.s3.bucket");
            return null;
        }

        if (folder is not null)
        {
            return new FolderTarget(folder.Origin.Absolute(folder.Text));
        }

        return Credentials(item, bucket!) is { } credentials
            ? new BucketTarget(
                new()
                {
                    Bucket = bucket!.Text,
                    Prefix = item.Text("to.s3.prefix") ?? "",
                    Endpoint = (Uri?)item.Find("to.s3.endpoint")?.Value,
                    Region = item.Text("to.s3.region") ?? "us-east-1",
                    Credentials = credentials,
                },
                TimeProvider.System
            )
            : null;
    }

    private CredentialsFile? Credentials(ListItem item, Setting bucket)
    {
        if (item.Find("to.s3.credentials_file") is { } file)
        {
            (CredentialsFile? opened, string? problem) = CredentialsFile.Open(file.Origin.Absolute(file.Text));
            if (problem is not null)
            {
                remarks.Problem(file.Origin, $"{file.Path}: {problem}");
            }

            return opened;
        }

        if (CredentialsFile.OfVariables(variables) is { } credentials)
        {
            return credentials;
        }

        remarks.Problem(
            bucket.Origin,
            $"{item.Path}.to.s3: there are no credentials; set credentials_file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        );
        return null;
    }
}
