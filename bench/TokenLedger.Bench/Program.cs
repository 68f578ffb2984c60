return args is []
    ? Usage()
    : args[0] switch
    {
        "append" => await TokenLedger.Bench.AppendBench.Run(args[1..]),
        "verify" => await TokenLedger.Bench.VerifyBench.Run(args[1..]),
        _ => Usage(),
    };

static int Usage()
{
    Console.Error.WriteLine("usage: bench append|verify");
    return 2;
}
