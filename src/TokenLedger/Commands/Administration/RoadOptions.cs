using System.CommandLine;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration;

namespace TokenLedger.Commands.Administration;

/// <summary>The options of every command that administers: where, as whom, and how it shows what it found.</summary>
internal sealed class RoadOptions
{
    private readonly WritingOptions _writing = new();
    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        HelpName = "FILE",
        Description = "A file with the token for the running gateway. Without it: the one of its configuration.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();

    public void AddTo(Command command)
    {
        _writing.AddTo(command);
        command.Options.Add(_tokenFile);
        command.Options.Add(_json);
    }

    /// <summary>The data folder.</summary>
    /// <exception cref="CommandFailedException">The configuration is wrong; exit code 2.</exception>
    public DataFolder Data(ParseResult parsed) => _writing.Read(parsed).Data;

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <exception cref="CommandFailedException">The configuration is wrong (exit code 2), or the ledger cannot be reached.</exception>
    public Task<AdminRoad> OpenAsync(ParseResult parsed, CancellationToken cancellation)
    {
        ServeConfiguration configuration = _writing.Read(parsed);
        if (parsed.GetValue(_tokenFile) is { } file)
        {
            string token = ReadToken(file);
            configuration = configuration with { Gateway = configuration.Gateway with { AdminToken = token } };
        }

        return AdminRoad.OpenAsync(configuration, TimeProvider.System, cancellation);
    }

    private static string ReadToken(string file)
    {
        try
        {
            string token = File.ReadAllText(file).Trim();
            return token.Length > 0 ? token : throw CostOptions.Misused($"--token-file: {file} is empty.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CostOptions.Misused($"--token-file: cannot be read: {failure.Message}");
        }
    }
}
