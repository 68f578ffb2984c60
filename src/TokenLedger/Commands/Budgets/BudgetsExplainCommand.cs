using System.CommandLine;
using System.Text.Json;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Commands.Budgets;

/// <summary>tokenledger budgets explain: what the budgets would say to a call, before it is made.</summary>
internal static class BudgetsExplainCommand
{
    public static Command Create()
    {
        RoadOptions options = new();
        Option<FileInfo?> request = new("--request")
        {
            HelpName = "FILE",
            Description = "A provider's request as JSON; then --path says where it would go.",
        };
        Option<string> path = new("--path")
        {
            HelpName = "PATH",
            Description = "The path of the request, as callers of the gateway use it.",
            DefaultValueFactory = _ => "/v1/chat/completions",
        };
        Option<string?> provider = Text("--provider", "NAME", "Without a request: the provider.");
        Option<string?> model = Text("--model", "NAME", "Without a request: the model.");
        Option<long?> input = new("--input-tokens")
        {
            HelpName = "N",
            Description = "Without a request: prompt tokens.",
        };
        Option<long?> output = new("--max-output")
        {
            HelpName = "N",
            Description = "Without a request: most answer tokens.",
        };
        Option<string[]> whose = new("--for")
        {
            HelpName = "NAME=VALUE",
            Description = "For whom: user=alice, tenant=a, tag:team=x … May be repeated.",
        };
        Command command = new("explain", "Tell whether a call would fit, and why not. Nothing is sent or reserved.")
        {
            request,
            path,
            provider,
            model,
            input,
            output,
            whose,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (
                    parsed.GetValue(request) is null
                    && (parsed.GetValue(provider) is null || parsed.GetValue(model) is null)
                )
                {
                    throw CostOptions.Misused("Give --request FILE, or --provider and --model with token counts.");
                }

                FitRequest question = new()
                {
                    Path = parsed.GetValue(request) is null ? null : parsed.GetValue(path),
                    Body = parsed.GetValue(request) is { } file ? Read(file) : null,
                    Provider = parsed.GetValue(provider),
                    Model = parsed.GetValue(model),
                    InputTokens = parsed.GetValue(input),
                    MaxOutputTokens = parsed.GetValue(output),
                    Attribution = Attribution(parsed.GetValue(whose) ?? []),
                };
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                AdminReply reply = await road.PostAsync(
                    "api/v1/would-it-fit",
                    question,
                    AdminJson.Default.FitRequest,
                    idempotencyKey: null,
                    cancellation
                );
                TextWriter to = parsed.InvocationConfiguration.Output;
                if (options.IsJson(parsed))
                {
                    await to.WriteLineAsync(reply.Text);
                }
                else
                {
                    Write(reply.Read(AdminJson.Default.FitAnswer), to);
                }

                return 0;
            }
        );
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    private static JsonElement Read(FileInfo file)
    {
        try
        {
            return JsonElement.Parse(File.ReadAllBytes(file.FullName));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw CostOptions.Misused($"--request: {failure.Message}");
        }
    }

    private static Dictionary<string, string> Attribution(string[] whose)
    {
        Dictionary<string, string> attribution = [];
        foreach (string one in whose)
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw CostOptions.Misused($"--for: \"{one}\" is not NAME=VALUE.");
            }

            attribution[one[..equals]] = one[(equals + 1)..];
        }

        return attribution;
    }

    private static void Write(FitAnswer answer, TextWriter output)
    {
        output.WriteLine(answer.Fits ? "It fits." : $"It does not fit ({answer.Code}): {answer.Message}");
        output.WriteLine($"  most    {Figures(answer.Hold)}");
        output.WriteLine($"  usual   {Figures(answer.Estimate)}");
        if (answer.OutputCap is { } cap)
        {
            output.WriteLine(
                FormattableString.Invariant($"  capped  {cap} output tokens, because a strict budget needs a cap")
            );
        }

        output.WriteLine($"  budgets {(answer.Budgets.Count == 0 ? "none" : string.Join(", ", answer.Budgets))}");
        if (answer.Findings.Count == 0)
        {
            return;
        }

        Table table = new("BUDGET", "ACCOUNT", "SAYS", "UNIT", ">LIMIT", ">USED", ">HELD", ">ASKS", "RESETS")
        {
            MostText = Terminal.RoomBeside(90),
        };
        foreach (IReadOnlyDictionary<string, string> finding in answer.Findings)
        {
            table.Add(
                finding["budget"],
                finding.GetValueOrDefault("member", ""),
                finding["kind"],
                finding["unit"],
                finding["limit"],
                finding["used"],
                finding["held"],
                finding["estimate"],
                finding["resets_at"]
            );
        }

        table.WriteTo(output);
    }

    private static string Figures(FitFigures? figures) =>
        figures is null
            ? "nothing: it costs nothing"
            : FormattableString.Invariant(
                $"{figures.InputTokens} in, {figures.OutputTokens} out, {figures.Usd ?? "no price"} USD"
            );
}
