using TokenLedger.Commands;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
