# cmake -DROOT=<source tree> -P check_includes.cmake
# Dependencies point one way (CMakeLists.txt of the root lists the folders bottom up): every include line is checked
# against what its folder may include. A folder takes the first rule that fits.
cmake_minimum_required(VERSION 3.25)

set(rules
    # folder          may include, of our own files
    "engine/base"     "^engine/base/"
    "engine"          "^engine/"
    "storage"         "^(engine/base|storage)/"
    "app/services"    "^(engine|storage|app/services)/"
    "app/cli"         "^(engine/base|app/services|app/cli|engine/(checkpoint|datasets|evaluation|memory|plot|retriever|runtime|text|training))/" # train, eval, bench
    "app/desktop"     "^(engine/base|app/services|app/desktop|ui)/"
    "ui"              "^(engine/base|app/services|ui)/")

set(problems "")
file(GLOB_RECURSE sources RELATIVE ${ROOT}
     ${ROOT}/engine/*.h ${ROOT}/engine/*.cpp ${ROOT}/storage/*.h ${ROOT}/storage/*.cpp
     ${ROOT}/app/*.h ${ROOT}/app/*.cpp ${ROOT}/ui/*.h ${ROOT}/ui/*.cpp)
list(LENGTH sources count)
if(count EQUAL 0)
    message(FATAL_ERROR "no sources below ${ROOT}")
endif()

foreach(source IN LISTS sources)
    set(allowed "")
    set(remaining ${rules})
    while(remaining AND NOT allowed)
        list(POP_FRONT remaining folder pattern)
        if(source MATCHES "^${folder}/")
            set(allowed "${pattern}")
        endif()
    endwhile()
    if(NOT allowed)
        string(APPEND problems "${source}: no rule for its folder\n")
        continue()
    endif()

    file(STRINGS ${ROOT}/${source} lines REGEX "^[ \t]*#[ \t]*include")
    foreach(line IN LISTS lines)
        if(NOT line MATCHES "include[ \t]*[<\"]([^>\"]+)[>\"]")
            continue()
        endif()
        set(included "${CMAKE_MATCH_1}")
        if(included MATCHES "^(engine|storage|app|ui|tests)/" AND NOT included MATCHES "${allowed}")
            string(APPEND problems "${source} includes ${included}\n")
        elseif(included MATCHES "^(\\.\\.?/|[a-z_0-9]+\\.h$)" AND line MATCHES "\"")
            string(APPEND problems "${source} includes \"${included}\": write the path from the root\n")
        elseif(included MATCHES "^(Q[A-Z]|Qt)" AND NOT source MATCHES "^(ui|app/desktop)/")
            string(APPEND problems "${source} includes ${included}: Qt stays in ui and app/desktop\n")
        elseif(included MATCHES "^(torch|ATen|c10)/" AND NOT source MATCHES "^engine/")
            string(APPEND problems "${source} includes ${included}: LibTorch stays in engine\n")
        endif()
    endforeach()
endforeach()

if(problems)
    message(FATAL_ERROR "Includes against the direction of dependencies:\n${problems}")
endif()
