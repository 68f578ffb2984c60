using Microsoft.Extensions.Logging;
using TokenLedger.Commands;
using TokenLedger.Configuration;

namespace TokenLedger.Serve;

/// <summary>Puts the gateway together from its configuration. The serve and demo commands start the same one.</summary>
public static class Composition
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Opens the data folder and the ledger, and starts to listen.</summary>
    /// <exception cref="CommandFailedException">Something is in the way; the message says what and what to do.</exception>
    public static Task<RunningGateway> StartAsync(
        ServeConfiguration configuration,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        CreateDataFolder(configuration.Data);
        throw new CommandFailedException("The gateway is not part of this build yet.");
    }

    private static void CreateDataFolder(DataFolder data)
    {
        try
        {
            CreatePrivate(data.Path);
            CreatePrivate(data.Ledger);
            CreatePrivate(data.Views);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StartFailure.OfDataFolder(data.Path, failure);
        }
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }
}
