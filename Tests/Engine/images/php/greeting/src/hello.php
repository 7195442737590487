<?php

namespace Greeting;

function hello(string $name): string
{
    return "hello from $name";
}
