using System.Globalization;
using System.Net;
using System.Text;
using TokenLedger.Accounting;
using TokenLedger.Ledger;

namespace TokenLedger.Serve;

/// <summary>What the serve command prints when it is ready: where it is, what it has, and what to tell each client.</summary>
/// <param name="Address">The address it listens on, the real port filled in.</param>
/// <param name="DataFolder">The data folder.</param>
/// <param name="Head">The ledger's size and root.</param>
/// <param name="Checkpoint">Its newest signed checkpoint; null before the first.</param>
/// <param name="Notes">What was found and mended at the start.</param>
public sealed record Banner(
    IPEndPoint Address,
    string DataFolder,
    LedgerHead Head,
    SignedCheckpoint? Checkpoint,
    IReadOnlyList<string> Notes
)
{
    /// <summary>The text, lines ending in a newline.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        Line(text, $"TokenLedger {Commands.VersionCommand.Version} is ready.");
        Line(text, $"  address     {Url}");
        Line(text, $"  data        {DataFolder}");
        Line(text, $"  ledger      {Entries(Head.Size)}");
        Line(text, $"  checkpoint  {CheckpointText}");
        foreach (string note in Notes)
        {
            Line(text, $"  note        {note}");
        }

        AppendClients(text);
        return text.ToString();
    }

    /// <summary>The base URL clients use; an address that means "every address" is shown as loopback.</summary>
    private string Url =>
        Address.Address.Equals(IPAddress.Any) || Address.Address.Equals(IPAddress.IPv6Any)
            ? $"http://127.0.0.1:{Address.Port}"
            : $"http://{Address}";

    private string CheckpointText =>
        Checkpoint is { Size: > 0 }
            ? $"at {Entries(Checkpoint.Size)}, root {Convert.ToHexStringLower(Checkpoint.Root.Span)[..16]}…"
            : "none yet";

    private void AppendClients(StringBuilder text)
    {
        Line(text, "");
        Line(text, "Point your agent at it:");
        Line(text, $"  OpenAI       export OPENAI_BASE_URL={Url}/v1");
        Line(text, $"  Anthropic    export ANTHROPIC_BASE_URL={Url}");
        Line(text, $"  Claude Code  ANTHROPIC_BASE_URL={Url} claude");
        Line(text, "  Codex        in ~/.codex/config.toml:");
        foreach (string line in CodexConfiguration(Url))
        {
            Line(text, $"               {line}");
        }

        Line(text, "");
        Line(text, "Then see what it cost: tokenledger costs");
    }

    /// <summary>Codex takes a provider of its own, which names its base URL, key and wire format.</summary>
    private static string[] CodexConfiguration(string url) =>
        [
            "model_provider = \"tokenledger\"",
            "[model_providers.tokenledger]",
            "name = \"TokenLedger\"",
            $"base_url = \"{url}/v1\"",
            "env_key = \"OPENAI_API_KEY\"",
            "wire_api = \"responses\"",
        ];

    private static string Entries(long count) => Counted.Of(count, "entry", "entries");

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
